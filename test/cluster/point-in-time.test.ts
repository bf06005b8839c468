import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { readStatus } from '../../src/cluster/status/read-status';
import type { ArchiveStatus } from '../../src/cluster/status/status';
import { run as runProgram, type Outcome as Ended } from '../command-line';
import { ownDatabase, type OwnDatabase } from './own-database';
import { SqliteJobs, type Outcome } from './sqlite-jobs';

/** Of 17: the cluster's stand-in of 16 has the client programs of 17, which do not read the WAL of 16. */
const PROPS = `{
  version: PostgresVersion.V17,
  storage: { size: Size.mebibytes(600) },
  resources: { cpuRequest: 0.05 },
  backup: {
    wal: { to: BackupStore.newClaim({ size: Size.mebibytes(300) }), keep: 1, recoverySize: Size.mebibytes(300) },
  },
}`;

const AT_ONCE = { EVERY_DAYS: '0' };
let own: OwnDatabase;
let jobs: SqliteJobs;
/** When there were 1000 rows and the table still was. */
let before: string;

beforeAll(async () => {
  own = await ownDatabase('point-in-time', PROPS);
  jobs = new SqliteJobs(own.namespace);
});

const sql = (statement: string, database?: string): Promise<string> => own.pod.sql(statement, database);
/** Of the archive, as the server's container sees it. */
const shell = (command: string): Promise<string> => own.pod.run('sh', '-c', command);
const bases = async (): Promise<string[]> =>
  (await shell('cd /archive/database/*/base && ls -A')).split('\n');

/** The database's own clock, which the commits have. */
async function now(): Promise<string> {
  await sleep(50);
  const moment = await sql(
    `select to_char(clock_timestamp() at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
  );
  await sleep(50);
  return moment;
}

/** Has written a file of the WAL, and returns where it is in the archive. */
async function archived(table: string): Promise<string> {
  const file = await shell(
    `psql -U postgres -d app -XqAtc 'create table public.${table} as select pg_walfile_name(pg_current_wal_lsn()) as name' -c 'select name from public.${table}'`,
  );
  await sql('select pg_switch_wal()');
  return await shell(
    `cd /archive/database/*/wal; until [ -e ${file}.gz ]; do sleep 0.1; done; echo "$PWD/${file}.gz"`,
  );
}

/** The volumes of this test have no room for one database more. */
async function dropped(database: string): Promise<void> {
  await sql(`drop database ${database}`, 'postgres');
}

/** A Job that restores to the moment AT, into a database of that name or in place of the application's. */
async function restored(
  name: string,
  at: string,
  more: Readonly<Record<string, string>> = {},
): Promise<Outcome> {
  const env = { AT: at, INTO: name.replaceAll('-', '_'), ...more };
  return await jobs.run(name, 'database-restore-wal', env);
}

/** Runs the command itself, as a person does. */
function restore(...parameters: string[]): Ended {
  const { KUBECONFIG = '' } = process.env;
  const all = ['restore', '--namespace', own.namespace.name, ...parameters];
  const ran = runProgram(all, { environment: { KUBECONFIG } });
  expect(ran.stdout + ran.stderr).not.toContain('some-password');
  return ran;
}

/** What "cdk8s-database status" says of the archive, and the codes of what needs attention. */
async function status(): Promise<{ readonly archive: ArchiveStatus; readonly codes: readonly string[] }> {
  const { databases, warnings } = await readStatus(own.namespace.cluster, []);
  const [database] = databases;
  if (database?.archive === undefined) throw new Error(JSON.stringify(databases));
  expect(database.baseBackup).toMatchObject({ cronJob: 'database-base-backup', late: false });
  return { archive: database.archive, codes: warnings.map(({ code }) => code) };
}

/** What the container that recovers says of a Job that failed, and its log. */
async function refusal(name: string, at: string): Promise<string> {
  const { isComplete, log } = await restored(name, at);
  expect(isComplete).toBe(false);
  const path =
    'jsonpath={.items[*].status.initContainerStatuses[?(@.name=="recover")].state.terminated.message}';
  const { stdout } = await own.namespace.kubectl(['get', 'pods', `--selector=job-name=${name}`, '-o', path]);
  return `${stdout}\n${log}`;
}

test('without a base backup no moment can be restored, which "status" and "restore" say', async () => {
  expect(await status()).toMatchObject({ archive: { baseBackups: [] }, codes: ['no-base-backup'] });
  const { status: exit, stderr } = restore('--to-time', 'latest', '--into', 'look');
  expect(stderr).toMatch(/--to-time: has no base backup in the archive.*\(restore-time\)/);
  expect(exit).toBe(2);
});

test('after a DROP TABLE the database goes back to a moment before it, with its rows and its schema', async () => {
  const { isComplete, log } = await jobs.run('first', 'database-base-backup');
  expect({ isComplete, log }).toMatchObject({ isComplete: true });
  const { databases } = await readStatus(own.namespace.cluster, []);
  expect(databases).toMatchObject([{ baseBackup: { result: { baseBackup: (await bases()).join() } } }]);
  await sql(`
    set role app;
    create function double(n int) returns int language sql immutable as 'select n * 2';
    create table item (id serial primary key, body text not null, twice int generated always as (double(length(body))) stored);
    create index item_body on item (body);
    create view short as select id from item where length(body) < 9;
    insert into item (body) select 'body ' || n from generate_series(1, 1000) n`);
  const schema = await shell('pg_dump --schema-only --restrict-key=k -U postgres app');
  before = await now();
  await sql(`insert into item (body) select 'later ' || n from generate_series(1, 1000) n`);
  await sql('drop table item cascade');

  const { status: exit, stderr, stdout } = restore('--to-time', before, '--replace', '--apply');
  expect(stderr).toMatch(/^recover\.sh: from the base backup \d{8}T\d{6}Z to /m);
  expect(stdout).toMatch(/^the database is restored as it was at 20\d\d-.*, with 1000 rows; each table has/);
  expect(exit).toBe(0);
  expect(await sql('select count(*), count(distinct body), max(body), sum(twice) from item')).toBe(
    '1000|1000|body 999|15786',
  );
  expect(await shell('pg_dump --schema-only --restrict-key=k -U postgres app')).toBe(schema);
  // A sequence is in no transaction: it may be ahead of the moment, and never behind it.
  await sql(`insert into item (body) values ('goes on')`);
  expect(Number(await sql('select max(id) from item'))).toBeGreaterThan(1000);
});

test('without --apply, "restore" prints a Job that the cluster takes', async () => {
  const { status: exit, stdout } = restore('--to-time', before, '--into', 'look');
  expect(exit).toBe(0);
  const created = await own.namespace.kubectl(['create', '--dry-run=server', '-f', '-'], { input: stdout });
  expect(created.stdout).toMatch(/^job\.batch\/database-restore-wal-\d{10} created \(server dry run\)\n$/);
});

test('"status" shows what the server has archived, and its base backups', async () => {
  await sql('create table archived as select 1 as n');
  const file = await sql('select pg_walfile_name(pg_switch_wal())');
  let seen: Awaited<ReturnType<typeof status>>;
  do seen = await status();
  while (seen.archive.waiting !== undefined);
  const { archive, codes } = seen;
  expect(codes).toEqual([]);
  expect(archive.lastArchived?.file).toBe(file);
  expect(Math.abs(Date.now() - Date.parse(archive.lastArchived?.at ?? ''))).toBeLessThan(60_000);
  const [name = ''] = await bases();
  const finished = Number(await shell(`cat /archive/database/*/base/${name}/finished`));
  const completeAt = new Date(finished * 1000).toISOString().replace('.000', '');
  expect(archive.baseBackups).toEqual([{ name, completeAt, ofThisServer: true }]);
  expect(archive.failures).toBe(0);
  expect(archive.volume.claim).toBe('database-wal');
  const size = Number(await shell('df --block-size=1 --output=size /archive | tail -n 1'));
  expect(archive.volume.bytes).toBe(size);
});

test('what a restore reads is not removed as too old, and the next run removes it', async () => {
  const [first = ''] = await bases();
  const file = await archived('awaited');
  // Of the last file a restore takes a copy before it chooses.
  await archived('after');
  // A pipe holds the restore up in the middle of its recovery, until there is something in it.
  await shell(`mv ${file} /archive/kept && mkfifo ${file}`);
  const restore = restored('held-up', 'latest');
  const fed = shell(
    `exec 3>${file}; touch /archive/reads; until [ -e /archive/go ]; do sleep 0.1; done; cat /archive/kept >&3`,
  );
  await shell('until [ -e /archive/reads ]; do sleep 0.1; done');
  const beside = await jobs.run('beside', 'database-base-backup', AT_ONCE);
  expect(beside).toMatchObject({
    isComplete: true,
    log: expect.stringContaining('a restore reads the archive') as string,
  });
  expect(await bases()).toEqual([first, expect.not.stringContaining('.')]);

  await shell('touch /archive/go');
  await fed;
  await shell(`rm ${file} && mv /archive/kept ${file} && rm /archive/reads /archive/go`);
  expect(await restore).toMatchObject({ isComplete: true });
  expect(await sql('select count(*) from awaited', 'held_up')).toBe('1');
  await dropped('held_up');
  expect(await jobs.run('afterwards', 'database-base-backup')).toMatchObject({ isComplete: true });
  expect(await bases()).toEqual([expect.not.stringContaining(first)]);
});

test('a moment after which nothing was written is the end of the WAL, and so is “latest”', async () => {
  await sql('create table note as select 1 as n');
  for (const [name, at] of [
    ['idle', await now()],
    ['newest', 'latest'],
  ] as const) {
    expect(await restored(name, at)).toMatchObject({ isComplete: true });
    expect(await sql('select count(*) from note', name)).toBe('1');
    await dropped(name);
  }
});

test('what cannot be restored is refused, and says why', async () => {
  // One after another: of Jobs that failed the cluster keeps one.
  const said = [
    await refusal('too-early', '2020-01-01T00:00:00Z'),
    await refusal('no-zone', '2020-01-01 00:00'),
    await refusal('future', '2099-01-01T00:00:00Z'),
  ];
  expect(said).toEqual([
    expect.stringMatching(/"no base backup is older than that moment; the first one was complete at 20\d\d-/),
    expect.stringContaining('AT is no moment with a time zone'),
    expect.stringContaining('AT has not come yet'),
  ]);
  // The command does not make the Job.
  const {
    status: exit,
    stderr,
    stdout,
  } = restore('--to-time', '2020-01-01T00:00:00Z', '--replace', '--apply');
  expect(stderr).toMatch(
    /--to-time: 2020-01-01T00:00:00Z is before the first moment that the archive has: .* complete at 20\d\d-/,
  );
  expect([exit, stdout]).toEqual([2, '']);
});

test('a full archive stops neither the server nor a restore, and is counted as a failure of the archiver', async () => {
  await shell(
    'dd if=/dev/zero of=/archive/ballast bs=1M 2>/dev/null; dd if=/dev/zero of=/archive/rest bs=4k 2>/dev/null; true',
  );
  await sql(`create table held as select n, md5(n::text) from generate_series(1, 1000) n; select pg_switch_wal();
    insert into held select 0, ''`);
  let failed = 0;
  for (let tries = 0; tries < 100 && failed === 0; tries++) {
    await sleep(200);
    failed = Number(await sql('select failed_count from pg_stat_archiver'));
  }
  expect(failed).toBeGreaterThan(0);
  expect(await own.pod.log()).toMatch(/No space left on device/);
  const full = await status();
  expect(full.codes).toEqual(['archive-failing', 'volume-nearly-full']);
  expect(full.archive.failures).toBeGreaterThan(0);
  expect(full.archive.waiting?.files).toBeGreaterThan(0);
  // The restore takes what the server still has.
  const [{ isComplete, log }, held] = await Promise.all([
    jobs.run('no-room', 'database-base-backup', AT_ONCE),
    restored('held', await now()),
  ]);
  expect([isComplete, log]).toEqual([
    false,
    expect.stringMatching(/the archive has room for 0 MiB, and a base backup needs \d+ MiB/),
  ]);
  expect(held).toMatchObject({ isComplete: true });
  expect(await sql('select count(*) from held', 'held')).toBe('1001');
  await dropped('held');
  await shell('rm -f /archive/ballast /archive/rest');
  await sql('select pg_switch_wal()');
  for (let tries = 0; tries < 400; tries++) {
    await sleep(200);
    if ((await sql('select last_archived_time > last_failed_time from pg_stat_archiver')) !== 't') continue;
    expect((await status()).codes).toEqual(['scheduled-job-failed']);
    return;
  }
  throw new Error('the server did not archive what it had kept');
});

test('a base backup that is killed leaves none that looks whole; the next one removes what it left, and what is too old', async () => {
  let [first] = await bases();
  await sql('create table large as select n, repeat(md5(n::text), 30) from generate_series(1, 20000) n');
  // It is over in a second or two: one that was whole before the kill was not killed.
  const inTime: boolean[] = [];
  while (inTime.length < 5 && inTime.at(-1) !== true) {
    const name = `killed-${inTime.length}`;
    const killed = jobs.run(name, 'database-base-backup', AT_ONCE);
    // As soon as there are files of it.
    await shell('until ls -d /archive/database/*/base/.*.partial 2>/dev/null; do sleep 0.01; done');
    await own.namespace.kubectl([
      'delete',
      'pod',
      `--selector=job-name=${name}`,
      '--grace-period=0',
      '--force',
    ]);
    inTime.push((await bases()).filter((one) => !one.startsWith('.')).join() === first);
    // The Job tries again.
    expect(await killed).toMatchObject({ isComplete: true });
    if (inTime.at(-1) === false) [first] = await bases();
  }
  expect(inTime).toContain(true);
  const after = await bases();
  expect(after).toEqual([expect.stringMatching(/^\d{8}T\d{6}Z$/)]);
  expect(after).not.toContain(first);

  // The WAL before it has gone too, and what is there is enough.
  await sql('create table last as select 1 as n; select pg_switch_wal()');
  const [gone, later] = await Promise.all([refusal('gone', before), restored('later', await now())]);
  expect(gone).toContain('no base backup is older than that moment');
  expect(later).toMatchObject({ isComplete: true });
  expect(await sql('select count(*) from large', 'later')).toBe('20000');
  await dropped('later');
});

test('the archive is not read past a file that is damaged or missing', async () => {
  const path = await archived('past');
  await sql('create table end_of_it as select 1 as n; select pg_switch_wal()');
  const at = await now();
  await shell(`printf xxxx | dd of=${path} bs=1 seek=2000 conv=notrunc 2>&1`);
  expect(await refusal('damaged', at)).toContain('the database could not be recovered');
  await shell(`rm ${path}`);
  expect(await refusal('missing', at)).toContain('a file of the WAL is missing in the archive');
});

test('when the volume of the server is lost, a new server gets back what was archived, to the end of it', async () => {
  const { namespace, example } = own;
  // From here on the archive is whole again.
  const { isComplete, log } = await jobs.run('whole-again', 'database-base-backup', AT_ONCE);
  expect({ isComplete, log }).toMatchObject({ isComplete: true });
  await sql('create table last_of_all as select 1 as n');
  // A server that is stopped archives all that it has.
  await namespace.kubectl(['scale', 'statefulset/database', '--replicas=0']);
  await namespace.kubectl(['wait', 'pod/database-0', '--for=delete', '--timeout=60s']);
  await namespace.kubectl(['delete', 'pvc/database-data-17']);
  await namespace.apply(join(example.base, 'database'));
  await namespace.rolledOut('statefulset/database');
  const { archive, codes } = await status();
  expect(codes).toEqual(['no-base-backup']);
  expect(archive.baseBackups).toMatchObject([{ ofThisServer: false }]);

  // The moment itself is after the end of the old archive, and before any of the new server's.
  expect(await refusal('lost', await now())).toContain('give latest for its end');
  const { status: exit, stderr, stdout } = restore('--to-time', 'latest', '--apply');
  expect({ exit, stderr }).toMatchObject({ exit: 0 });
  expect(stdout).toMatch(/^the database is restored as it was at the end of the archive, with /);
  expect(await sql('select count(*) from last_of_all')).toBe('1');
});
