import { join } from 'node:path';

/** The top of the checkout. */
export const PROJECT = join(__dirname, '..', '..');
