import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { writeMigrations } from './migrations';
import { Namespace } from './namespace';
import { startNodeDns } from './node-dns';
import { temporaryFolder } from './temporary-folder';

/** The Secret says another role than main.ts, which says none: app. */
const PROGRAM = `
  import { GitOpsApp, Password, PostgresDatabase, Schema } from 'cdk8s-database';
  import { Size } from 'cdk8s';

  const app = new GitOpsApp();
  new PostgresDatabase(app, 'database', {
    password: Password.fromSecret('login'),
    resources: { cpuRequest: 0.05 },
    schema: Schema.fromDirectory('schema'),
    storage: { size: Size.mebibytes(600) },
  });
  app.synth();
`;

/** What a kubelet with --cluster-dns says to each pod. */
function askingOnly(address: string, namespace: string): string {
  const dns = {
    dnsPolicy: 'None',
    dnsConfig: {
      nameservers: [address],
      searches: [`${namespace}.svc.cluster.local`, 'svc.cluster.local', 'cluster.local'],
      options: [{ name: 'ndots', value: '5' }],
    },
  };
  const patch = Object.entries(dns).map(([key, value]) => ({
    op: 'add',
    path: `/spec/template/spec/${key}`,
    value,
  }));
  return JSON.stringify({
    resources: ['../../base/database'],
    patches: [{ target: { kind: 'Job' }, patch: JSON.stringify(patch) }],
  });
}

test('a database is migrated by the role of its Secret, and through a DNS server of the node’s', async () => {
  const example = await Example.copyTo(await temporaryFolder());
  await writeMigrations(example, { '0001_note.sql': 'create table note (body text);' }, 'only');
  await writeFile(join(example.repository, 'main.ts'), PROGRAM);
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth('not-used', '--in-place');

  const namespace = await Namespace.create('node-dns');
  const overlay = join(example.repository, 'k8s', 'overlays', 'node-dns');
  await mkdir(overlay, { recursive: true });
  await writeFile(join(overlay, 'kustomization.yaml'), askingOnly(await startNodeDns(), namespace.name));
  const login = ['--from-literal=username=chat', '--from-literal=password=of-the-vault'];
  await namespace.kubectl(['create', 'secret', 'generic', 'login', ...login]);
  await namespace.apply(overlay);
  await namespace.rolledOut('statefulset/database');

  const pod = new DatabasePod(namespace);
  expect(await pod.sql("select tableowner from pg_tables where tablename = 'note'")).toBe('chat');
  expect(await pod.run('psql', '-XqAtc', 'select current_user')).toBe('chat');
});
