import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { OPERATOR_KINDS } from './checkers/tools';
import { whenDone } from './cleanup';
import { run } from './command';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

let example: Example;
let namespace: Namespace;

const program = (monitoring: string): string => `
  import { BackendSecret, GitOpsApp, PostgresDatabase } from 'cdk8s-database';
  const app = new GitOpsApp();
  const database = new PostgresDatabase(app, 'database', { backup: { drill: {}, wal: {} }, monitoring: ${monitoring} });
  new BackendSecret(app, 'backend-secret', { key: 'DATABASE_URL', value: database.url() });
  app.synth();
`;

beforeAll(async () => {
  const kinds = (await readdir(OPERATOR_KINDS)).filter((name) => name.endsWith('.yaml'));
  const files = kinds.map((name) => `--filename=${join(OPERATOR_KINDS, name)}`);
  expect(files).toHaveLength(3);
  whenDone(async () => {
    await run('kubectl', ['delete', '--ignore-not-found', '--wait=false', ...files]);
  });
  // Their descriptions are longer than an annotation may be.
  await run('kubectl', ['apply', '--server-side', ...files]);
  await run('kubectl', ['wait', '--for=condition=Established', '--timeout=60s', ...files]);
  example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  namespace = await Namespace.create('operator-kinds');
});

/** What the API server, which has the operator's kinds, would make of the rendered folder. */
async function applied(monitoring: string): Promise<string> {
  await writeFile(join(example.repository, 'main.ts'), program(monitoring));
  await example.synth('some-password', '--in-place');
  const apply = ['apply', '--dry-run=server', '--validate=strict', '--output=name', '--kustomize'];
  return (await namespace.kubectl([...apply, join(example.base, 'database')])).stdout;
}

test.each([
  ['PodMonitor', '{}', 'podmonitor'],
  ['ServiceMonitor', "{ scrape: 'ServiceMonitor', interval: '30s' }", 'servicemonitor'],
])('the operator takes the %s, and the rules', async (_, monitoring, kind) => {
  const names = await applied(monitoring);
  expect(names).toContain(`${kind}.monitoring.coreos.com/database`);
  expect(names).toContain('prometheusrule.monitoring.coreos.com/database');
});

test('it takes no field that it does not know, and no duration that is none', async () => {
  const dryRun = async (endpoint: object): Promise<unknown> => {
    const object = {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PodMonitor',
      metadata: { name: 'wrong' },
      spec: { podMetricsEndpoints: [endpoint], selector: {} },
    };
    const apply = ['apply', '--dry-run=server', '--validate=strict', '--filename=-'];
    return await namespace.kubectl(apply, { input: JSON.stringify(object) });
  };
  await expect(dryRun({ port: 'metrics', intervall: '30s' })).rejects.toThrow('intervall');
  await expect(dryRun({ port: 'metrics', interval: '30 parsecs' })).rejects.toThrow('interval');
});
