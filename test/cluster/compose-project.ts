import { randomBytes } from 'node:crypto';
import { chmod, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ComposeDatabase } from '../../src/database/compose/compose-database';
import { setComposeEntry } from '../../src/editors/compose/compose-editor';
import { whenDone } from './cleanup';
import type { CommandOutput } from './command';
import type { Docker } from './docker';
import { temporaryFolder } from './temporary-folder';

/** A folder with a compose.yaml, and what runs of it; all of that goes when the test file is done. */
export class ComposeProject {
  static async create(docker: Docker): Promise<ComposeProject> {
    const folder = await temporaryFolder();
    // Readable for the user in a container, as a checkout is.
    await chmod(folder, 0o755);
    const project = new ComposeProject(docker, folder, `cdk8s-database-${randomBytes(3).toString('hex')}`);
    await project.write('compose.yaml', '');
    whenDone(async () => {
      await project.compose('down', '--volumes', '--timeout', '10');
    });
    return project;
  }

  private constructor(
    readonly docker: Docker,
    readonly folder: string,
    readonly name: string,
  ) {}

  /** Puts a database into compose.yaml, and what it mounts beside that. */
  async add({ services, volumes, files }: ComposeDatabase): Promise<void> {
    let text = await this.read('compose.yaml');
    for (const [section, entries] of [['services', services] as const, ['volumes', volumes] as const]) {
      for (const [name, value] of Object.entries(entries)) {
        text = setComposeEntry(text, section, name, value, 'compose.yaml').text;
      }
    }
    await this.write('compose.yaml', text);
    for (const [path, content] of files) await this.write(path, content);
  }

  async read(path: string): Promise<string> {
    return await readFile(join(this.folder, path), 'utf8');
  }

  async write(path: string, content: string): Promise<void> {
    const file = join(this.folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }

  async compose(...args: readonly string[]): Promise<CommandOutput> {
    return await this.docker.docker(['compose', '--project-name', this.name, ...args], { cwd: this.folder });
  }

  /** Until all of it is healthy; else an error that shows what its containers say. */
  async up(...args: readonly string[]): Promise<void> {
    await this.compose('up', '--detach', '--wait', '--wait-timeout', '100', ...args).catch(
      async (error: unknown) => {
        const { stdout } = await this.compose('logs', '--tail', '20');
        throw new Error(`${String(error)}\n\n${stdout}`);
      },
    );
  }

  /** One field of what Docker knows of a service's container. */
  async inspect(service: string, format: string): Promise<string> {
    const { stdout: id } = await this.compose('ps', '--all', '--quiet', service);
    const { stdout } = await this.docker.docker(['inspect', '--format', format, id.trim()]);
    return stdout.trimEnd();
  }

  /** As the kernel does it when memory is used up, and waits until another process has taken the place of it. */
  async kill(service: string): Promise<void> {
    const pid = await this.inspect(service, '{{.State.Pid}}');
    await this.docker.onHost(['kill', '-KILL', pid]);
    const deadline = performance.now() + 30_000;
    while ([pid, '0'].includes(await this.inspect(service, '{{.State.Pid}}'))) {
      if (performance.now() > deadline) throw new Error(`${service} was killed and did not come back`);
      await sleep(100);
    }
  }

  /** Runs SQL as the superuser, as DatabasePod does; returns one line a row, fields parted by `|`. */
  async sql(service: string, statement: string): Promise<string> {
    const psql = ['psql', '-U', 'postgres', '-v', 'ON_ERROR_STOP=1', '-XqAtc', statement];
    const named = ['env', 'PGOPTIONS=-c search_path=public', ...psql];
    const { stdout } = await this.compose('exec', '-T', service, ...named);
    return stdout.trimEnd();
  }
}
