import { run } from './command';
import { runSelector } from './test-run';

/** Nothing stays behind, not even from a test that was cut short. */
export default async function globalTeardown(): Promise<void> {
  await run('kubectl', ['delete', 'namespace', '--selector', runSelector(), '--timeout=120s']);
}
