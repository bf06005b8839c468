// The server that this package renders, in a namespace of its own on the cluster of $KUBECONFIG, and a NodePort to it.
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const PROJECT = fileURLToPath(new URL('../../../', import.meta.url));

const PROGRAM = `
  import { BackendSecret, GitOpsApp, PostgresDatabase } from 'cdk8s-database';

  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database');
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  app.synth();
`;

export function startRenderedServer({ password }) {
  const name = `drivers-${randomBytes(3).toString('hex')}`;
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-database-drivers-'));
  const kubectl = (args, input) =>
    execFileSync('kubectl', ['--namespace', name, ...args], {
      encoding: 'utf8',
      stdio: ['pipe', 'pipe', 'pipe'],
      input: input === undefined ? '' : JSON.stringify(input),
    });
  const stop = () => {
    kubectl(['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
    rmSync(folder, { recursive: true });
  };

  cpSync(join(PROJECT, 'examples/chatbot'), folder, { recursive: true });
  writeFileSync(join(folder, 'main.ts'), PROGRAM);
  writeFileSync(join(folder, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  execFileSync(
    process.execPath,
    [join(PROJECT, 'bin/cdk8s-database.js'), 'synth', '--repository', folder, '--in-place'],
    {
      cwd: folder,
      env: { ...process.env, POSTGRES_PASSWORD: password },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    kubectl(['create', 'namespace', name]);
    kubectl(['apply', '--validate=strict', '-k', join(folder, 'k8s/base/database')]);
    kubectl(['create', '-f', '-'], {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'from-outside' },
      spec: {
        type: 'NodePort',
        selector: { 'statefulset.kubernetes.io/pod-name': 'database-0' },
        ports: [{ port: 5432 }],
      },
    });
    kubectl(['rollout', 'status', 'statefulset/database', '--timeout=120s']);
    const port = Number(
      kubectl(['get', 'service', 'from-outside', '-o', 'jsonpath={.spec.ports[0].nodePort}']),
    );
    return { host: 'localhost', port, stop };
  } catch (error) {
    stop();
    throw error;
  }
}
