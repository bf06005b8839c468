import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder for one test file, and how it goes away again. */
export class TemporaryFolder {
  static async create(): Promise<TemporaryFolder> {
    return new TemporaryFolder(await mkdtemp(join(tmpdir(), 'cdk8s-database-cluster-')));
  }

  private constructor(readonly path: string) {}

  async delete(): Promise<void> {
    await rm(this.path, { recursive: true, force: true });
  }
}
