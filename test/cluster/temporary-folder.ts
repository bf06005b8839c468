import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { whenDone } from './cleanup';

/** The path of a folder of the test file's own, which goes when that is done. */
export async function temporaryFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'cdk8s-database-cluster-'));
  whenDone(async () => await rm(path, { recursive: true, force: true }));
  return path;
}
