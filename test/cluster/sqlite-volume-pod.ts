import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Namespace } from './namespace';

export const CLAIM = 'backend-data';
/** Where the application has its volume. */
const DATA = '/data';
const PROGRAMS = [
  'compare.py',
  'declared.py',
  'generate.py',
  'large.py',
  'legacy.py',
  'limits.py',
  'prepare.py',
  'samples.py',
];

/** An application with SQLite on a volume, as the example's backend to the NetworkPolicy: Python, and a shell in it. */
export class SqliteVolumePod {
  static async start(namespace: Namespace): Promise<SqliteVolumePod> {
    const pod = new SqliteVolumePod(namespace);
    const files = await Promise.all(
      PROGRAMS.map(async (name) => [name, await readFile(join(__dirname, 'sqlite', name), 'utf8')]),
    );
    const resources = { requests: { storage: '2Gi' } };
    const items = [
      {
        apiVersion: 'v1',
        kind: 'PersistentVolumeClaim',
        metadata: { name: CLAIM },
        spec: { accessModes: ['ReadWriteOnce'], resources },
      },
      {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: 'programs' },
        data: Object.fromEntries(files) as object,
      },
    ];
    await namespace.kubectl(['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    });
    await pod.scaleUp();
    return pod;
  }

  private constructor(private readonly namespace: Namespace) {}

  async scaleUp(): Promise<void> {
    const container = {
      name: 'backend',
      image: 'localhost/pyapp:latest',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      env: [
        {
          name: 'DATABASE_URL',
          valueFrom: { secretKeyRef: { name: 'backend-secret', key: 'DATABASE_URL' } },
        },
      ],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: [
        { mountPath: DATA, name: 'data' },
        { mountPath: '/srv/programs', name: 'programs' },
      ],
    };
    const securityContext = {
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    };
    const volumes = [
      { name: 'data', persistentVolumeClaim: { claimName: CLAIM } },
      { name: 'programs', configMap: { name: 'programs' } },
    ];
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name: 'legacy', labels: { app: 'backend' } },
      spec: { containers: [container], securityContext, terminationGracePeriodSeconds: 0, volumes },
    };
    await this.namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(pod) });
    await this.namespace.explained(
      this.namespace.kubectl(['wait', 'pod/legacy', '--for=condition=Ready', '--timeout=100s']),
    );
  }

  async scaleDown(): Promise<void> {
    await this.namespace.kubectl(['delete', 'pod', 'legacy', '--wait']);
  }

  /** Runs a program of test/cluster/sqlite in the folder with the data. */
  async run(program: string, ...args: string[]): Promise<string> {
    return await this.shell(`cd ${DATA} && exec python3 /srv/programs/${program} ${args.join(' ')}`);
  }

  async shell(command: string): Promise<string> {
    const exec = ['exec', 'legacy', '--', 'sh', '-c', command];
    return (await this.namespace.kubectl(exec)).stdout.trimEnd();
  }

  /** Of every file on the volume: its name, owner, mode, time of change and content. */
  async fingerprint(): Promise<string> {
    return await this.shell(
      `cd ${DATA} && find . -type f | sort | while read -r file; do stat -c '%n %u %g %a %Y' "$file"; sha256sum "$file"; done`,
    );
  }
}
