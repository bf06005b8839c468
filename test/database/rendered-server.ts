import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { k8s } from 'cdk8s-plus-28';
import { makeCertificate, type Certificate } from '../postgres/certificate';
import { freePort } from '../postgres/free-port';
import { postgresBinaries, UNPRIVILEGED } from '../postgres/binaries';
import { renderedObject } from './rendered';

/**
 * The pod of a rendered database without the cluster: its ConfigMap and Secret as files, its command and its
 * environment, on the PostgreSQL from npm. The paths of the container are moved below a temporary folder.
 */
export class RenderedServer {
  private readonly root = mkdtempSync(join(tmpdir(), 'rendered-'));
  private readonly container: k8s.Container;
  private child: ChildProcess | undefined;
  private output = '';

  static async of(files: Record<string, string>): Promise<RenderedServer> {
    const server = new RenderedServer(files, await freePort());
    server.setCertificate(await makeCertificate());
    return server;
  }

  private constructor(
    files: Record<string, string>,
    readonly port: number,
  ) {
    const pod = renderedObject<{ spec: { template: { spec: k8s.PodSpec } } }>(files, 'statefulset.yaml').spec
      .template.spec;
    const [container] = pod.containers;
    if (container === undefined) throw new Error('the pod has no container');
    this.container = container;
    for (const { mountPath } of container.volumeMounts ?? []) this.folder(mountPath);

    const config = renderedObject<{ data: Record<string, string> }>(files, 'configmap.yaml').data;
    for (const [name, text] of Object.entries(config))
      this.write(`/etc/postgresql/${name}`, this.relocated(text));
    const secret = renderedObject<{ data: Record<string, string> }>(files, 'secret.yaml').data;
    for (const [name, value] of Object.entries(secret)) {
      this.write(`/run/secrets/database/${name}`, decoded(value));
    }
    // As ready.sh does by psql, which the PostgreSQL from npm has not.
    const password = `alter role app password '${decoded(secret['password'] ?? '')}';\n`;
    this.write('/etc/postgresql/roles.sql', `${this.relocated(config['roles.sql'] ?? '')}\n${password}`);
  }

  get dataDirectory(): string {
    return this.relocated(this.container.env?.find(({ name }) => name === 'PGDATA')?.value ?? '');
  }

  /** The file in which the server notes, beside its socket, whose that is. */
  get socketLock(): string {
    return `/var/run/postgresql/.s.PGSQL.${this.port}.lock`;
  }

  get log(): string {
    return this.output;
  }

  /** What the pod's first container makes, or a Secret brings. */
  setCertificate({ certificate, key }: Certificate): void {
    this.write('/run/secrets/tls/tls.crt', certificate);
    this.write('/run/secrets/tls/tls.key', key, 0o600);
  }

  /** What ready.sh tells the server when something that is mounted has changed. */
  reload(): void {
    this.child?.kill('SIGHUP');
  }

  /** Resolves when the server takes connections, or to the exit status of a start that failed. */
  async start(): Promise<'ready' | number | null> {
    this.output = '';
    const [command = '', ...args] = this.container.command ?? [];
    const child = spawn(
      command,
      args.map((arg) => this.relocated(arg)),
      {
        ...UNPRIVILEGED,
        cwd: this.root,
        // Its own group, which ends as a container does: every process at once.
        detached: true,
        env: {
          ...Object.fromEntries(
            (this.container.env ?? []).map(({ name, value }) => [name, this.relocated(value ?? '')]),
          ),
          PATH: `${postgresBinaries()}:/usr/bin:/bin`,
          PGPORT: String(this.port),
        },
        stdio: ['ignore', 'pipe', 'pipe'],
      },
    );
    this.child = child;
    return new Promise((settle) => {
      const read = (chunk: string): void => {
        this.output += chunk;
        if (this.output.includes('database system is ready to accept connections')) settle('ready');
      };
      child.stdout.setEncoding('utf8').on('data', read);
      child.stderr.setEncoding('utf8').on('data', read);
      child.once('exit', settle);
    });
  }

  /** Ends it as Kubernetes does, with the image's SIGINT, or at once. */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const { child } = this;
    if (child?.exitCode !== null || child.signalCode !== null) return;
    if (signal === 'SIGKILL' && child.pid !== undefined) process.kill(-child.pid, signal);
    else child.kill(signal);
    await once(child, 'exit');
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.root, { recursive: true, force: true });
  }

  /** A file of the container's. */
  write(path: string, text: string, mode = 0o644): void {
    const file = this.relocated(path);
    writeFileSync(file, text, { mode });
    own(file);
  }

  /** What stands in a folder of the container's. */
  list(path: string): string[] {
    return readdirSync(this.relocated(path));
  }

  folder(path: string): void {
    let folder = this.root;
    own(folder);
    for (const part of path.split('/').filter((part) => part !== '')) {
      folder = join(folder, part);
      mkdirSync(folder, { recursive: true });
      own(folder);
    }
  }

  /** A text with the paths of the container, as they are here. */
  relocated(text: string): string {
    return text.replace(
      /(?<![\w/])\/(?=(?:etc\/postgresql|run\/secrets|var\/lib\/postgresql|var\/run\/postgresql)\b)/g,
      `${this.root}/`,
    );
  }
}

function decoded(value: string): string {
  return Buffer.from(value, 'base64').toString('utf8');
}

function own(path: string): void {
  const { uid, gid } = UNPRIVILEGED;
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
  else chmodSync(path, 0o700);
}
