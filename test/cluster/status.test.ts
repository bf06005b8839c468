import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../src/index';
import { Kubectl } from '../../src/cluster/kubectl';
import { readStatus } from '../../src/cluster/status/read-status';
import type { DatabaseStatus, Status } from '../../src/cluster/status/status';
import { run as runProgram, type Outcome } from '../command-line';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { run } from './command';
import { jobEnded } from './job-ended';
import { Namespace } from './namespace';
import { program } from './own-database';
import { PROJECT } from './project';
import { idleServer, list, reportingCronJob, reportingJob, type Report } from './reporting-jobs';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'some-password';
const PROPS = `{
  schema: Schema.fromDirectory('schema'),
  storage: { size: Size.mebibytes(400) },
  resources: { cpuRequest: 0.05 },
}`;

let namespace: Namespace;
let example: Example;

beforeAll(async () => {
  example = await Example.copyTo(await temporaryFolder());
  await writeFile(join(example.repository, 'main.ts'), program(PROPS));
  await writeFile(join(example.repository, 'cdk8s.yaml'), 'app: npx cdk8s-database synth main.ts\n');
  await example.synth(PASSWORD, '--in-place');
  namespace = await Namespace.create('status');
});

/** Runs the command itself, as a person does. */
function status(flags: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Outcome {
  const { KUBECONFIG = '' } = process.env;
  const ran = runProgram(['status', '--namespace', namespace.name, ...flags], {
    directory: '/',
    environment: { KUBECONFIG, ...environment },
  });
  expect(ran.stdout + ran.stderr).not.toContain(PASSWORD);
  return ran;
}

function json(): Status & { readonly database: DatabaseStatus; readonly codes: readonly string[] } {
  const { status: exit, stderr, stdout } = status(['--json']);
  expect(stderr).toBe('');
  const all = JSON.parse(stdout) as Status;
  expect(exit).toBe(all.warnings.length > 0 ? 1 : 0);
  const [database] = all.databases;
  if (database === undefined) throw new Error(stdout);
  return { ...all, database, codes: all.warnings.map(({ code }) => code) };
}

type Shown = ReturnType<typeof json>;

async function until(isSo: (shown: Shown) => boolean): Promise<Shown> {
  const deadline = performance.now() + 100_000;
  for (;;) {
    const shown = json();
    if (isSo(shown)) return shown;
    if (performance.now() > deadline) throw new Error(JSON.stringify(shown));
    await sleep(1000);
  }
}

async function reason(pattern: RegExp): Promise<Shown> {
  return await until(({ database }) => pattern.test(database.server.reason ?? ''));
}

async function log(pattern: RegExp): Promise<Shown> {
  return await until(({ database }) => pattern.test(database.server.log?.join('\n') ?? ''));
}

const rowNames = (screen: string): string[] =>
  Array.from(screen.matchAll(/^ {2}(\w+) {2,}/gm), ([, name = '']) => name);

async function replacePod(): Promise<void> {
  await namespace.kubectl(['delete', 'pod', 'database-0', '--grace-period=1', '--ignore-not-found']);
}

test('a namespace without a database is an error, which says what to give', () => {
  const { status: exit, stderr, stdout } = status();
  expect([exit, stdout]).toEqual([2, '']);
  expect(stderr).toBe(
    `error: namespace ${namespace.name}: has no database of cdk8s-database; give the --namespace and the --context that it is in (no-database-there)\n`,
  );
});

test('before it is ready, it says so; then all is well, on one screen', async () => {
  await namespace.apply(join(example.base, 'database'));
  const { codes, database } = json();
  expect(codes).toContain('server-not-ready');
  expect(database.server).toMatchObject({ ready: false });

  await namespace.rolledOut('statefulset/database');
  await namespace.explained(
    namespace.kubectl(['wait', 'job', '--all', '--for=condition=Complete', '--timeout=60s']),
  );
  const { status: exit, stderr, stdout } = status();
  expect([exit, stderr]).toEqual([0, '']);
  const patterns = [
    `namespace ${namespace.name}, context test`,
    '',
    'database',
    '  server       ready; up \\d+ s; pod database-0, restarts: 0',
    '  version      16\\.\\d+',
    '  connections  0 of \\d+',
    '  database     app, [\\d.]+ MiB',
    '  volume       [\\d.]+ MiB of \\d+ MiB used, \\d+ %',
    '  backup       none; backup: {} in main\\.ts turns it on',
    '  drill        none; backup: { drill: {} } in main\\.ts turns it on',
    '  migration    complete (\\d+ min )?\\d+ s ago; Job database-schema-[0-9a-f]{8}',
    '  certificate  until \\d{4}-\\d\\d-\\d\\d, self-signed',
    '',
    'nothing needs attention',
  ];
  const documented = (await readFile(join(PROJECT, 'docs', 'status.md'), 'utf8')).split('```')[3] ?? '';
  expect(rowNames(documented)).toEqual(rowNames(stdout));
  expect(stdout.trimEnd().split('\n')).toEqual(
    patterns.map((line) => expect.stringMatching(new RegExp(`^${line}$`)) as string),
  );
});

test('the numbers are the server’s own', async () => {
  const pod = new DatabasePod(namespace);
  const { codes, database } = json();
  expect(codes).toEqual([]);
  expect(database.database?.bytes).toBeCloseTo(Number(await pod.sql("select pg_database_size('app')")), -6);
  expect(database.version.running).toBe((await pod.sql('show server_version')).split(' ')[0]);
  const [max, reserved] = await Promise.all([
    pod.sql('show max_connections'),
    pod.sql('show superuser_reserved_connections'),
  ]);
  expect(database.connections?.max).toBe(Number(max) - Number(reserved));
  const ended = await pod.run('sh', '-c', 'openssl x509 -in /run/secrets/tls/tls.crt -noout -enddate');
  expect(database.certificate).toMatchObject({
    notAfter: new Date(ended.replace('notAfter=', '')).toISOString(),
    selfSigned: true,
  });
  expect(database.volume?.claim).toBe('database-data-16');
});

test('nothing that the application makes is run as the superuser, and none of its names are taken', async () => {
  const pod = new DatabasePod(namespace);
  const { max } = json().database.connections ?? {};
  await pod.run(
    ...['psql', '-d', 'app', '-Xqc'],
    `create table public.ran (who text);
     create function public.current_setting(text) returns text language sql
       as 'insert into public.ran values (session_user); select ''1''';
     create view public.pg_stat_activity as select 7::oid as usesysid, 1::oid as datid, 1 as pid, 'x' as backend_type;
     alter database app set search_path = public, pg_catalog;
     alter role app set search_path = public, pg_catalog`,
  );
  expect(json().database.connections).toEqual({ used: 0, max });
  expect(await pod.sql('select count(*) from public.ran')).toBe('0');
  await pod.run(
    'psql',
    '-d',
    'app',
    '-Xqc',
    'alter database app reset search_path; alter role app reset search_path',
  );
});

async function runCronJob(
  name: string,
  condition: 'Complete' | 'Failed',
  report: Report,
  pods = `database-${name}`,
): Promise<void> {
  await namespace.cluster.apply(list(reportingCronJob(`database-${name}`, pods, report)));
  await namespace.kubectl(['create', 'job', `${name}-now`, `--from=cronjob/database-${name}`]);
  await jobEnded(namespace, `${name}-now`, condition);
}

test('run in the repository, it compares the cluster with main.ts', async () => {
  const main = async (props: string, more = ''): Promise<string> => {
    const text = program(props).replace('app.synth();', `${more} app.synth();`);
    await writeFile(join(example.repository, 'main.ts'), `console.log('a word of its own');${text}`);
    const { KUBECONFIG = '' } = process.env;
    const here = { directory: join(example.repository, 'k8s'), environment: { KUBECONFIG } };
    const { stderr, stdout } = runProgram(['status', '--namespace', namespace.name], here);
    return stdout + stderr;
  };
  expect(await main('{}')).toMatch(/^ {2}version +16\.\d+; main\.ts says 16$/m);
  const said = await main('{ version: PostgresVersion.V17 }', "new PostgresDatabase(app, 'other');");
  expect(said).toContain('attention: database: runs PostgreSQL 16, and main.ts says 17;');
  expect(said).toMatch(/^other\n {2}server +not ready\n {2}why +it is not in the cluster$/m);
  expect(await main('{ versoin: 1 }')).toMatch(/cdk8s\.yaml: .*\(not-declared\)\n$/);
  await writeFile(join(example.repository, 'main.ts'), program(PROPS));
});

test('the last backup and the last drill are what their Jobs report; a failed or a late one needs attention', async () => {
  const backup = { backup: '20261129T020000Z', bytes: 12_345_678, seconds: 4 };
  await runCronJob('backup', 'Complete', { message: backup });
  const drill = { drill: 'passed', backup: backup.backup, restoreSeconds: 41, dataAgeSeconds: 14_400 };
  await runCronJob('drill', 'Complete', { message: drill });
  const { codes, database } = json();
  expect(codes).toEqual([]);
  expect(database.backups).toMatchObject([
    { cronJob: 'database-backup', late: false, last: { state: 'complete' }, result: backup },
  ]);
  expect(database.drill).toMatchObject({ cronJob: 'database-drill', result: drill });
  expect(status().stdout).toMatch(
    /^ {2}backup +ok \d+ s ago; 20261129T020000Z; 12 MiB in 4 s; next in .*\n {2}drill +ok \d+ s ago; RTO 41 s; RPO 4 h; next in /m,
  );

  const tomorrow = await readStatus(namespace.cluster, [], Date.now() + 2 * 86_400_000);
  expect(tomorrow.warnings.map(({ code, path }) => `${path} ${code}`)).toEqual([
    'database-backup scheduled-job-late',
    'database-drill scheduled-job-late',
  ]);

  await namespace.kubectl(['delete', 'job', 'drill-now']);
  await runCronJob('drill', 'Failed', { message: { error: 'table person: 3 rows, not 4' }, exit: 1 });
  await namespace.kubectl(['patch', 'cronjob', 'database-backup', '-p', '{"spec":{"suspend":true}}']);
  const { stdout } = status();
  expect(stdout).toContain(
    'attention: database-drill: failed in Job drill-now: table person: 3 rows, not 4 (scheduled-job-failed)',
  );
  expect(stdout).toContain('(scheduled-job-suspended)');
  await namespace.kubectl(['delete', 'cronjob', '--all']);
});

test('each store has its own backups, also those that a person has made, and a restore is none', async () => {
  await runCronJob('backup', 'Complete', { message: { backup: 'A' } });
  await runCronJob('restore', 'Failed', { message: { error: 'no' }, exit: 1 }, 'database-backup');
  await namespace.cluster.apply(
    list(
      reportingCronJob('database-backup-2', 'database-backup', { message: {} }),
      reportingJob('database-backup-2-by-hand', 'database-backup', { message: { backup: 'B' } }),
    ),
  );
  await jobEnded(namespace, 'database-backup-2-by-hand');
  const { codes, database } = json();
  expect(codes).toEqual([]);
  expect(database.backups).toMatchObject([
    { cronJob: 'database-backup', last: { job: 'backup-now' }, result: { backup: 'A' } },
    { cronJob: 'database-backup-2', last: { job: 'database-backup-2-by-hand' }, result: { backup: 'B' } },
  ]);
  await namespace.kubectl(['delete', 'cronjob', '--all']);
  await namespace.kubectl(['delete', 'job', 'database-backup-2-by-hand']);
});

test('a backup whose pod cannot run needs attention before its time is up', async () => {
  const image = 'postgres:absent';
  await namespace.cluster.apply(
    list(
      reportingCronJob('database-backup', 'database-backup', { message: {} }),
      reportingJob('database-backup-now', 'database-backup', { message: {}, image }),
    ),
  );
  const { warnings } = await until(({ codes }) => codes.length > 0);
  await namespace.kubectl(['delete', 'cronjob', '--all']);
  await namespace.kubectl(['delete', 'job', 'database-backup-now']);
  expect(warnings).toMatchObject([{ code: 'scheduled-job-failed', path: 'database-backup' }]);
  expect(warnings[0]?.message).toMatch(/does not get on in Job database-backup-now: .*postgres:absent/);
});

test('databases are found beside each other, whatever a kustomization has made of their names', async () => {
  const { cluster } = await Namespace.create('status-names');
  await cluster.apply(
    list(
      idleServer('data-a-1', 'a'),
      reportingCronJob('data-a-backup-1', 'a-backup', { message: {} }),
      idleServer('b', 'b'),
      reportingCronJob('b-drill', 'b-drill', { message: {} }),
      reportingCronJob('b-backup', 'of-somebody-else', { message: {} }),
    ),
  );
  const { databases } = await readStatus(cluster, []);
  expect(databases).toMatchObject([
    { instance: 'b', backups: [], drill: { cronJob: 'b-drill' } },
    { instance: 'a', backups: [{ cronJob: 'data-a-backup-1' }] },
  ]);
  expect(databases[1]).not.toHaveProperty('drill');
});

test('a volume that is nearly full needs attention', async () => {
  const pod = new DatabasePod(namespace);
  await pod.run('sh', '-c', 'dd if=/dev/zero of="$DATA_VOLUME/ballast" bs=1M count=240 status=none');
  const { codes, database, warnings } = json();
  expect(codes).toEqual(['volume-nearly-full']);
  expect(warnings[0]?.message).toMatch(/^has [\d.]+ MiB left on its volume of \d+ MiB; /);
  const [used] = (
    await pod.run('sh', '-c', 'df --block-size=1 --output=used "$DATA_VOLUME" | tail -n 1')
  ).split('\n');
  expect(database.volume?.usedBytes).toBeCloseTo(Number(used), -8);

  await pod.run('sh', '-c', 'dd if=/dev/zero of="$DATA_VOLUME/more" bs=1M status=none || true');
  await replacePod();
  const full = await log(/start\.sh: the volume takes no 16 MiB/);
  expect(full.codes).toEqual(['server-not-ready', 'server-unasked', 'volume-nearly-full']);
  await pod.run('sh', '-c', 'rm "$DATA_VOLUME/ballast" "$DATA_VOLUME/more"');
  await namespace.rolledOut('statefulset/database');
});

test('connections that are nearly all in use, and all, need attention', async () => {
  const pod = new DatabasePod(namespace);
  const { max = 0 } = json().database.connections ?? {};
  const hold = async (count: number): Promise<unknown> => {
    const sessions = `for n in $(seq ${count}); do psql -Xqc 'select pg_sleep(20)' >/dev/null 2>&1 & done; wait`;
    return await pod.run('sh', '-c', sessions);
  };
  let held = hold(max - 2);
  const nearly = await until(({ codes }) => codes.length > 0);
  expect(nearly.codes).toEqual(['connections-nearly-used']);
  await held;
  held = hold(max);
  const all = await until(({ codes }) => codes.includes('server-unasked'));
  expect(all.codes).toEqual(['server-unasked']);
  expect(all.warnings[0]?.message).toMatch(/connection slots are reserved|too many clients/);
  expect(all.database).toMatchObject({ server: { ready: true }, volume: {}, certificate: {} });
  await held;
});

test('who may look and not run programs sees what Kubernetes knows', async () => {
  const name = 'looker';
  const rules = [
    {
      apiGroups: ['', 'apps', 'batch'],
      resources: ['pods', 'statefulsets', 'jobs', 'cronjobs'],
      verbs: ['get', 'list'],
    },
  ];
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name }, rules };
  const binding = {
    ...{ apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name } },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name }],
  };
  await namespace.cluster.apply(JSON.stringify({ apiVersion: 'v1', kind: 'List', items: [role, binding] }));
  const view = (await run('kubectl', ['config', 'view', '--raw', '--flatten', '-o', 'json'])).stdout;
  const config = JSON.parse(view) as { users: { user: object }[] };
  Object.assign(config.users[0]?.user ?? {}, { as: name });
  const file = join(await temporaryFolder(), 'kubeconfig');
  await writeFile(file, JSON.stringify(config));
  const { status: exit, stdout } = status([], { KUBECONFIG: file });
  expect(exit).toBe(1);
  expect(stdout).toMatch(/^ {2}server +ready; pod database-0, restarts: 0$/m);
  expect(stdout).toMatch(
    /attention: database: could not be asked: .*cannot create resource "pods\/exec".*\(server-unasked\)/,
  );
});

test('a server that crashes for its configuration says which line', async () => {
  const patch = { data: { 'postgresql.conf': "work_mam = '4MB'\n" } };
  await namespace.kubectl(['patch', 'configmap', 'database-config', `--patch=${JSON.stringify(patch)}`]);
  await replacePod();
  const { database, codes } = await reason(/CrashLoopBackOff/);
  expect(codes).toContain('server-not-ready');
  expect(database.server.reason).toBe('postgres: CrashLoopBackOff, it ended with exit status 1');
  expect(database.server.log?.join('\n')).toContain('unrecognized configuration parameter "work_mam"');
  expect(status().stdout).toMatch(/^ {2}log +.*unrecognized configuration parameter "work_mam"/m);
  await namespace.apply(join(example.base, 'database'));
  await replacePod();
  await namespace.rolledOut('statefulset/database');
});

test('an image that is not there and a node that is too small are said', async () => {
  await namespace.kubectl(['set', 'image', 'statefulset/database', 'postgres=postgres:absent']);
  const { database } = await reason(/^postgres: (ErrImagePull|ImagePullBackOff): .*postgres:absent/);
  expect(database.server.log).toBeUndefined();
  await namespace.kubectl(['rollout', 'undo', 'statefulset/database']);
  const resources = ['set', 'resources', 'statefulset/database', '-c', 'postgres', '--requests=cpu=900'];
  await namespace.kubectl([...resources, '--limits=cpu=900']);
  await replacePod();
  await reason(/^Pending: Unschedulable: .*Insufficient cpu/);
  await namespace.kubectl(['scale', 'statefulset/database', '--replicas=0']);
  await reason(/^it is scaled to 0$/);
  expect(status().stdout).toMatch(/^ {2}server +not ready\n {2}why +it is scaled to 0$/m);
});

test('a context that is not there is an error', async () => {
  await expect(readStatus(new Kubectl({ context: 'absent' }), [])).rejects.toThrow(Refusal);
  const { status: exit, stderr } = status(['--context', 'absent']);
  expect(exit).toBe(2);
  expect(stderr).toMatch(/\(cluster-context\)\n$/);
});
