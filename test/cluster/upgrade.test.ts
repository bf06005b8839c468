import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { attacked, TRAPS } from './attacks';
import { ownDatabase, program } from './own-database';

const PASSWORD = 'some-password';
const props = (version: number): string =>
  `{ version: PostgresVersion.V${version}, storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 } }`;

/** What an application and its people may have made in a server. */
const CONTENT = `
  create role analyst login password 'of the analyst';
  create table message (id bigint generated always as identity primary key, body text not null, seen timestamptz);
  alter table message owner to app;
  grant select on message to analyst;
  insert into message (body) select 'message ' || n from generate_series(1, 20000) n;
  create view recent as select * from message where id > 19990;
  create schema "Mixed Case";
  create table "Mixed Case"."it's" (x jsonb);
  insert into "Mixed Case"."it's" values ('{"a": [1, 2]}');
  create function twice(n int) returns int language sql as 'select n * 2';
  alter database app set statement_timeout = '1min';
  create role team;
  create table roster (id bigint references message);
  alter table roster owner to team;
  create materialized view busiest as select count(*) from roster;
  alter materialized view busiest owner to team;
  create table "select" ("system_user" text);
  alter role app set work_mem = '5MB';
  select lo_create(4711);
  set session authorization app;
  ${TRAPS}`;

/** The same question to both servers: everything that is above, as far as it can be put in a line. */
const SUMMARY = `
  select (select count(*) from message), (select md5(string_agg(id || body, ',' order by id)) from message),
    (select max(id) from recent), (select x from "Mixed Case"."it's"), twice(21),
    (select setting from pg_settings where name = 'statement_timeout'),
    (select rolpassword like 'SCRAM-SHA-256%' from pg_authid where rolname = 'analyst'),
    has_table_privilege('analyst', 'message', 'select'),
    (select pg_get_userbyid(relowner) from pg_class where relname = 'message'),
    (select count(*) from pg_largeobject_metadata),
    (select pg_get_userbyid(relowner) from pg_class where relname = 'busiest'),
    (select string_agg(rolname || rolcanlogin || rolsuper, ',' order by rolname) from pg_roles where rolname !~ '^pg_')`;

/** All that is no row, without what a server says of itself. */
const SCHEMA = [
  'sh',
  '-c',
  String.raw`pg_dump -U postgres --schema-only app | grep -v '^-- Dumped\|^\\\(un\)\?restrict'`,
];

test.each([
  [16, 17],
  [17, 18],
])('from PostgreSQL %d to %d, with everything that is in it', async (from, to) => {
  const { namespace, example, pod } = await ownDatabase(`upgrade-${from}`, props(from));
  await pod.sql(CONTENT);
  await pod.sql('create database "other one"', 'postgres');
  await pod.sql('create table kept as select 1 as one', 'other one');
  await pod.sql('create database "a=b" is_template true', 'postgres');
  await pod.sql('create table of_template as select 1 as one', 'template1');
  expect(await attacked(namespace)).toBe('postgres');
  const before = await pod.sql(SUMMARY);
  const schema = await pod.run(...SCHEMA);

  await writeFile(join(example.repository, 'main.ts'), program(props(to)));
  await expect(example.synth(PASSWORD, '--in-place')).rejects.toThrow(
    `runs PostgreSQL ${from}, but main.ts has ${to}`,
  );

  // As a pod with another fsGroup leaves it.
  await pod.run('sh', '-c', 'chmod 2770 "$PGDATA"');
  await example.upgrade(PASSWORD, '--in-place');
  // Whoever synthesizes before it is finished finds it so.
  await example.synth(PASSWORD, '--check');
  await namespace.apply(join(example.base, 'database'));
  await namespace.rolledOut('statefulset/database');

  expect(await pod.sql('show server_version')).toMatch(new RegExp(`^${to}\\.`));
  expect(await pod.sql(SUMMARY)).toBe(before);
  expect(await pod.run(...SCHEMA)).toBe(schema);
  expect(await attacked(namespace)).toBe('postgres');
  expect(await pod.sql('select one from kept', 'other one')).toBe('1');
  expect(await pod.sql('select one from of_template', 'template1')).toBe('1');
  expect(await pod.sql("select datistemplate from pg_database where datname = 'a=b'")).toBe('t');
  expect(await pod.sql('insert into message (body) values (1) returning id')).toBe('20001');

  await example.upgrade(PASSWORD, '--in-place', '--finish');
  const folder = join(example.base, 'database');
  // Whoever prunes takes what is not in the YAML.
  const prune = ['--prune', '--selector', 'app.kubernetes.io/managed-by=cdk8s-database'];
  await namespace.kubectl(['apply', '-k', folder, ...prune]);
  await namespace.rolledOut('statefulset/database');

  expect(await pod.sql('select max(id) from message')).toBe('20001');
  const { stdout } = await namespace.kubectl(['get', 'pvc', '-o', 'name']);
  expect(stdout.trim().split('\n')).toEqual([
    `persistentvolumeclaim/database-data-${from}`,
    `persistentvolumeclaim/database-data-${to}`,
  ]);
});

test('a pod that is killed on the way, again and again, arrives all the same', async () => {
  const { namespace, example, pod } = await ownDatabase('upgrade-killed', props(15));
  await pod.sql(CONTENT);
  // So that there is a while in which to kill.
  await pod.sql('create table bulk as select md5(n::text) as text from generate_series(1, 700000) n');
  await pod.sql('create index on bulk (text); create index on bulk (reverse(text))');
  const before = await pod.sql(SUMMARY);
  await writeFile(join(example.repository, 'main.ts'), program(props(17)));
  await example.upgrade(PASSWORD, '--in-place');
  await namespace.apply(join(example.base, 'database'));

  const kills = new Map([
    ['upgrade-dump', 0],
    ['upgrade-restore', 0],
  ]);
  // Asked of the container itself: what the API says of it is seconds behind, and the step over by then.
  const isRunning = (step: string): Promise<boolean> =>
    namespace.kubectl(['exec', 'database-0', '-c', step, '--', 'true']).then(
      () => true,
      () => false,
    );
  const deadline = performance.now() + 180_000;
  while (performance.now() < deadline) {
    // On a busy machine one is over before it was seen: then it is the next one's turn.
    const left = [...kills.keys()].filter((step) => kills.get(step) !== 2);
    const [isDone, ...running] = await Promise.all(['postgres', ...left].map(isRunning));
    if (left.length === 0 || isDone) break;
    const step = left.find((_, index) => running[index]);
    if (step === undefined) continue;
    await namespace.kubectl([
      'delete',
      'pod',
      'database-0',
      '--grace-period=0',
      '--force',
      '--ignore-not-found',
    ]);
    kills.set(step, (kills.get(step) ?? 0) + 1);
  }
  expect([...kills.values()].every((count) => count > 0)).toBe(true);
  await namespace.rolledOut('statefulset/database');

  expect(await pod.sql(SUMMARY)).toBe(before);
}, 600_000);

test('who went back and wrote on does not get yesterday’s data from the next upgrade', async () => {
  const { namespace, example, pod } = await ownDatabase('upgrade-back', props(15));
  await pod.sql(CONTENT);
  const old = join(example.base, '..', 'old');
  await cp(join(example.base, 'database'), old, { recursive: true });
  await writeFile(join(example.repository, 'main.ts'), program(props(17)));
  await example.upgrade(PASSWORD, '--in-place');
  const isSaid = async (text: string, container = 'upgrade-dump'): Promise<void> => {
    let said = '';
    const deadline = performance.now() + 60_000;
    while (!said.includes(text) && performance.now() < deadline) {
      await sleep(500);
      said = (await namespace.kubectl(['logs', 'database-0', '-c', container]).catch(() => ({ stdout: '' })))
        .stdout;
    }
    expect(said).toContain(text);
  };

  // A dump that stops stops its server too: one that is killed recovers, and that empties unlogged tables.
  await pod.sql('create unlogged table kept as select 1 as x');
  await pod.sql('create database closed allow_connections false', 'postgres');
  await namespace.apply(join(example.base, 'database'));
  await isSaid('nobody may connect to closed');
  await namespace.apply(old);
  await namespace.rolledOut('statefulset/database');
  expect(await pod.sql('select count(*) from kept')).toBe('1');
  await pod.sql('drop database closed', 'postgres');

  // Its rows are checked by a function of the application's, as whoever brings them in.
  await pod.sql('create table bait as select 1::trap.domain as x');
  await namespace.apply(join(example.base, 'database'));
  await isSaid('TABLE DATA public bait postgres');
  await isSaid('the old volume is as it was');
  await namespace.apply(old);
  await namespace.rolledOut('statefulset/database');
  await pod.sql('alter table bait owner to app');
  await namespace.apply(join(example.base, 'database'));
  await namespace.rolledOut('statefulset/database');

  await namespace.apply(old);
  await namespace.rolledOut('statefulset/database');
  await pod.sql("insert into message (body, seen) values ('written after the way back', now())");
  await namespace.apply(join(example.base, 'database'));

  await isSaid('is not what the old one holds now');
  // The broken pod makes way for the corrected YAML without anybody's help.
  await namespace.apply(old);
  await namespace.rolledOut('statefulset/database');
  expect(await pod.sql('select count(*) from message')).toBe('20001');

  // Begin and end reach the cluster as one: nothing has been taken over, and there is no empty database either.
  await namespace.kubectl(['delete', 'pvc', 'database-data-17']);
  await example.upgrade(PASSWORD, '--in-place', '--finish');
  await namespace.apply(join(example.base, 'database'));
  await isSaid('the volume is empty, and should hold the data of PostgreSQL 15', 'postgres');
  await namespace.apply(old);
  await namespace.rolledOut('statefulset/database');
  expect(await pod.sql('select count(*) from message')).toBe('20001');
}, 600_000);
