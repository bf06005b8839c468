import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run, type CommandOutput } from './command';
import type { Namespace } from './namespace';
import { PROJECT } from './project';
import { temporaryFolder } from './temporary-folder';

const SERVICES = ['auth', 'matchmaking'] as const;
export type Service = (typeof SERVICES)[number];

/** A copy of `examples/game`: services that have their data in SQLite. */
export class Game {
  static async copy(): Promise<Game> {
    const repository = join(await temporaryFolder(), 'repository');
    await cp(join(PROJECT, 'examples', 'game'), repository, { recursive: true });
    return new Game(repository);
  }

  private constructor(private readonly repository: string) {}

  get base(): string {
    return join(this.repository, 'k8s', 'base');
  }

  /** The user's main.ts, with the statements that make the constructs. */
  async program(statements: string): Promise<void> {
    const program = `
      import { GitOpsApp, LocalVolume, BackupStore, SqliteVolume, StorageClass } from 'cdk8s-database';
      import { Chart, Size } from 'cdk8s';
      const app = new GitOpsApp();
      ${statements}
      app.synth();
    `;
    await writeFile(join(this.repository, 'main.ts'), program);
  }

  async synth(...flags: string[]): Promise<CommandOutput> {
    return await run(
      process.execPath,
      [join(PROJECT, 'bin', 'cdk8s-database.js'), 'synth', '--in-place', ...flags],
      { cwd: this.repository },
    );
  }

  /** An overlay of the base for a cluster that has not the example's images: an image with Python, the code mounted. */
  async overlay(): Promise<string> {
    const overlay = join(this.repository, 'k8s', 'test');
    await mkdir(overlay, { recursive: true });
    for (const service of SERVICES)
      await cp(join(this.repository, service, 'main.py'), join(overlay, `${service}.py`));
    const kustomization = {
      resources: ['../base'],
      images: SERVICES.map((name) => ({
        name: `ghcr.io/example/game-${name}`,
        newName: 'localhost/pyapp',
        newTag: 'latest',
      })),
      generatorOptions: { disableNameSuffixHash: true },
      configMapGenerator: SERVICES.map((name) => ({ name: `${name}-code`, files: [`main.py=${name}.py`] })),
      patches: SERVICES.map((name) => ({ patch: JSON.stringify(withCode(name)) })),
    };
    await writeFile(join(overlay, 'kustomization.yaml'), JSON.stringify(kustomization));
    return overlay;
  }
}

function withCode(name: Service): object {
  const container = {
    name,
    command: ['python3', '/srv/main.py'],
    imagePullPolicy: 'IfNotPresent',
    volumeMounts: [{ name: 'code', mountPath: '/srv' }],
  };
  const volumes = [{ name: 'code', configMap: { name: `${name}-code` } }];
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name },
    spec: { template: { spec: { containers: [container], volumes } } },
  };
}

/** Asks a service over HTTP, from its own pod. */
export async function ask(
  namespace: Namespace,
  service: Service,
  path: string,
  body?: object,
): Promise<unknown> {
  const program = [
    'import sys, urllib.request as r',
    'data = sys.argv[2].encode() if len(sys.argv) > 2 else None',
    'print(r.urlopen(r.Request("http://127.0.0.1:8000/" + sys.argv[1], data)).read().decode())',
  ].join('\n');
  const args = [path, ...(body === undefined ? [] : [JSON.stringify(body)])];
  const exec = ['exec', `deployment/${service}`, '-c', service, '--', 'python3', '-c', program, ...args];
  return JSON.parse((await namespace.kubectl(exec)).stdout) as unknown;
}
