import { posix } from 'node:path';

/** By its name, a file that is copied and filled in, and not applied. */
export function isExample(path: string): boolean {
  return /example|sample|template/i.test(posix.basename(path));
}
