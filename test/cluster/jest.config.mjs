import { fileURLToPath } from 'node:url';
import root from '../../jest.config.mjs';

const here = fileURLToPath(new URL('.', import.meta.url));

/** The tests that need a Kubernetes: `npm run test:cluster`. */
export default {
  ...root,
  rootDir: fileURLToPath(new URL('../..', import.meta.url)),
  roots: [here],
  testPathIgnorePatterns: ['/node_modules/'],
  globalSetup: `${here}global-setup.ts`,
  globalTeardown: `${here}global-teardown.ts`,
  maxWorkers: 3,
  testTimeout: 120_000,
  verbose: true,
};
