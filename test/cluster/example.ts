import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type CommandOutput } from './command';
import { PROJECT } from './project';

const EXAMPLE = join(PROJECT, 'examples', 'chatbot');
const OVERLAY = join(__dirname, 'overlay');

/** A copy of `examples/chatbot`: a repository that a user might have. */
export class Example {
  static async copyTo(folder: string): Promise<Example> {
    const repository = join(folder, 'repository');
    await cp(EXAMPLE, repository, { recursive: true });
    return new Example(repository);
  }

  private constructor(readonly repository: string) {}

  get base(): string {
    return join(this.repository, 'k8s', 'base');
  }

  /** Runs `cdk8s-database synth` on the copy. */
  async synth(password: string, ...flags: string[]): Promise<CommandOutput> {
    return await this.command('synth', password, flags);
  }

  /** Runs `cdk8s-database upgrade` on the copy. */
  async upgrade(password: string, ...flags: string[]): Promise<CommandOutput> {
    return await this.command('upgrade', password, flags);
  }

  private async command(name: string, password: string, flags: readonly string[]): Promise<CommandOutput> {
    return await run(
      process.execPath,
      [join(PROJECT, 'bin', 'cdk8s-database.js'), name, '--repository', this.repository, ...flags],
      { cwd: this.repository, env: { POSTGRES_PASSWORD: password } },
    );
  }

  /**
   * An overlay of the base for a cluster that has neither of the example's images: both workloads run from one
   * with Python, their code mounted. Returns its folder.
   */
  async overlay(): Promise<string> {
    const overlay = join(this.repository, 'k8s', 'test');
    await cp(OVERLAY, overlay, { recursive: true });
    await cp(join(this.repository, 'backend', 'app'), join(overlay, 'app'), { recursive: true });
    await cp(join(this.repository, 'frontend', 'index.html'), join(overlay, 'index.html'));
    return overlay;
  }
}
