import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { dump } from 'js-yaml';
import type { Example } from './example';
import type { Namespace } from './namespace';

const LABELS = { app: 'postgres' };

/** A hand-written server in the application's own base, as people have it: its role for the application is a superuser. */
export class OldServer {
  static async start(namespace: Namespace, example: Example, major: number): Promise<OldServer> {
    const container = {
      name: 'postgres',
      image: `postgres:${major}-bookworm`,
      imagePullPolicy: 'IfNotPresent',
      env: [
        { name: 'POSTGRES_USER', value: 'shop' },
        {
          name: 'POSTGRES_PASSWORD',
          valueFrom: { secretKeyRef: { name: 'postgres', key: 'POSTGRES_PASSWORD' } },
        },
        { name: 'PGDATA', value: '/var/lib/postgresql/data/pgdata' },
      ],
      ports: [{ name: 'pg', containerPort: 5432 }],
      readinessProbe: {
        exec: { command: ['pg_isready', '--host=127.0.0.1', '--dbname=shop'] },
        periodSeconds: 1,
      },
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
      volumeMounts: [{ name: 'data', mountPath: '/var/lib/postgresql/data' }],
    };
    const spec = {
      containers: [container],
      securityContext: {
        fsGroup: 999,
        runAsNonRoot: true,
        runAsUser: 999,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'data', emptyDir: {} }],
    };
    const objects = [
      {
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'postgres' },
        stringData: { POSTGRES_PASSWORD: 'of the old server', WRONG: 'another one' },
      },
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'postgres' },
        // Not the port of its pods.
        spec: { selector: LABELS, ports: [{ port: 5433, targetPort: 'pg' }] },
      },
      {
        apiVersion: 'apps/v1',
        kind: 'Deployment',
        metadata: { name: 'postgres' },
        spec: { selector: { matchLabels: LABELS }, template: { metadata: { labels: LABELS }, spec } },
      },
    ];
    const file = join(example.base, 'postgres.yaml');
    await writeFile(file, objects.map((one) => dump(one)).join('---\n'));
    await namespace.kubectl(['apply', '-f', file]);
    await namespace.rolledOut('deployment/postgres');
    return new OldServer(namespace);
  }

  private constructor(private readonly namespace: Namespace) {}

  /** Runs SQL as its superuser; returns one line a row, fields parted by `|`. */
  async sql(statement: string): Promise<string> {
    const psql = ['psql', '-U', 'shop', '-v', 'ON_ERROR_STOP=1', '-XqAt'];
    return await this.run(psql, statement);
  }

  /** Runs a program beside it. */
  async run(command: readonly string[], input = ''): Promise<string> {
    const exec = ['exec', '-i', 'deployment/postgres', '--', ...command];
    const { stdout } = await this.namespace.kubectl(exec, { input });
    return stdout.trimEnd();
  }
}
