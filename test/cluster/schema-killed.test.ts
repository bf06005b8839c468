import { setTimeout as sleep } from 'node:timers/promises';
import type { DatabasePod } from './database-pod';
import type { Example } from './example';
import { median } from './median';
import { migrationJob } from './migration-job';
import { writeMigrations } from './migrations';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';
import { randomNumbers } from './random';

/** How often a pod is killed, each time another database's. */
const KILLS = Number(process.env['KILLS'] ?? 50);
const SEED = Number(process.env['SEED'] ?? 42);
/** At a time: more of them would only wait for each other. */
const AT_ONCE = 8;
const PROPS = `{
  schema: Schema.fromDirectory('schema'),
  storage: { size: Size.gibibytes(3) },
  resources: { memory: Size.gibibytes(1), cpuRequest: 0.05, cpuLimit: 2 },
}`;

/** Each can be told from the others by what it leaves, and takes long enough to be killed in the middle of. */
const MIGRATIONS: Readonly<Record<string, string>> = {
  '0001_table.sql': `
    create table a as select n, md5(n::text) as body from generate_series(1, 150000) n;
    select pg_sleep(0.4);
    alter table a add primary key (n);`,
  '0002_body.sql': 'update a set body = reverse(body) where n % 3 = 0;',
  '0003_index.sql': 'create index concurrently if not exists a_by_body on a (body);',
  '0004_child.sql': `
    create table b (id int generated always as identity primary key, a int not null references a);
    select pg_sleep(0.4);
    insert into b (a) select n from a where n <= 50000 order by n;`,
  '0005_index.sql': 'create index concurrently if not exists a_backwards on a (reverse(body), n);',
  '0006_column.sql': `
    alter table a add column length int;
    select pg_sleep(0.4);
    update a set length = n % 7 where n <= 50000;`,
  '0007_dropped.sql': 'drop index concurrently if exists a_by_body;',
  '0008_less.sql': `
    delete from b where a > 10000;
    select pg_sleep(0.4);
    alter table b add check (a <= 10000);`,
};

let namespace: Namespace;
let example: Example;
let pod: DatabasePod;

beforeAll(async () => {
  ({ namespace, example, pod } = await ownDatabase('schema-killed', PROPS, (copy) =>
    writeMigrations(copy, MIGRATIONS, 'only'),
  ));
});

/** All that is in a database but the migrations' own record of it, as one number. */
async function state(database: string): Promise<string> {
  const dump = `pg_dump -U postgres --exclude-schema=cdk8s_database ${database} | grep -v '^.\\(un\\)\\?restrict' | sort | md5sum`;
  return await pod.run('sh', '-c', dump);
}

/** Starts the Job's pod on another database, and waits until it has begun. */
async function start(name: string, database: string): Promise<void> {
  const { metadata, spec } = (await migrationJob(example)).spec.template;
  const containers = spec.containers.map((container) => ({
    ...container,
    env: container.env.map((one) => (one.name === 'PGDATABASE' ? { ...one, value: database } : one)),
    // Many at once are to be under way, and not to wait for room.
    resources: {},
  }));
  const manifest = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { ...metadata, name },
    spec: { ...spec, containers },
  };
  await namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(manifest) });
  const begun = '--for=jsonpath={.status.containerStatuses[0].started}=true';
  const ended = '--for=jsonpath={.status.phase}=Succeeded';
  await Promise.any([
    namespace.kubectl(['wait', `pod/${name}`, begun, '--timeout=60s']),
    namespace.kubectl(['wait', `pod/${name}`, ended, '--timeout=60s']),
  ]);
}

async function end(name: string): Promise<void> {
  await namespace.explained(
    namespace.kubectl(['wait', `pod/${name}`, '--for=jsonpath={.status.phase}=Succeeded', '--timeout=100s']),
  );
  await kill(name);
}

async function kill(name: string): Promise<void> {
  await namespace.kubectl(['delete', 'pod', name, '--grace-period=0', '--force', '--wait=false']);
}

/** A server finishes the statement that it is at before it finds that nobody listens. */
async function sessionsEnded(database: string): Promise<void> {
  const sessions = `select count(*) from pg_stat_activity where datname = '${database}'`;
  while ((await pod.sql(sessions, 'postgres')) !== '0') await sleep(100);
}

/** The state before the first migration, and the one after each. */
async function statesBetween(): Promise<string[]> {
  await pod.sql('create database reference owner app', 'postgres');
  const states = [await state('reference')];
  const psql = [
    'env',
    'PGOPTIONS=-c search_path=public',
    'psql',
    '-U',
    'postgres',
    '-d',
    'reference',
    '-v',
    'ON_ERROR_STOP=1',
    '-Xqf',
    '-',
  ];
  for (const sql of Object.values(MIGRATIONS)) {
    const input = `set role app;\n${sql}`;
    await namespace.kubectl(['exec', '-i', 'database-0', '-c', 'postgres', '--', ...psql], { input });
    states.push(await state('reference'));
  }
  return states;
}

test(`a pod that is killed at ${KILLS} random moments leaves one of the states between migrations`, async () => {
  const states = await statesBetween();
  expect(new Set(states).size).toBe(states.length);
  const random = randomNumbers(SEED);
  const found = states.map(() => 0);

  // How long all of it takes, with as many beside it as there will be.
  const durations = await Promise.all(
    Array.from({ length: AT_ONCE }, (_, lane) =>
      inDatabase(`whole_${lane}`, async (name) => {
        const from = performance.now();
        await end(name);
        return performance.now() - from;
      }),
    ),
  );
  const duration = median(durations);

  async function killed(database: string): Promise<void> {
    await inDatabase(database, async (name) => {
      await sleep(random() * duration);
      await kill(name);
    });
    await sessionsEnded(database);
    const reached = states.indexOf(await state(database));
    expect({ database, reached }).not.toEqual({ database, reached: -1 });
    found[reached] = (found[reached] ?? 0) + 1;

    await start(`${pods(database)}-next`, database);
    await end(`${pods(database)}-next`);
    expect(await state(database)).toBe(states.at(-1));
    await pod.sql(`drop database ${database}`, 'postgres');
  }

  let number = 0;
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      while (number < KILLS) await killed(`killed_${number++}`);
    }),
  );
  console.info(
    `${KILLS} pods killed within ${(duration / 1000).toFixed(1)} s of their start; by migrations in the database: ` +
      found.map((count, index) => `${index}: ${count}`).join(', '),
  );
  expect(found.slice(1, -1).reduce((sum, count) => sum + count)).toBeGreaterThan(KILLS / 3);
}, 900_000);

function pods(database: string): string {
  return database.replaceAll('_', '-');
}

/** Makes a database, starts its migrations, and does WORK with their pod. */
async function inDatabase<Result>(
  database: string,
  work: (name: string) => Promise<Result>,
): Promise<Result> {
  await pod.sql(`create database ${database} owner app`, 'postgres');
  await start(pods(database), database);
  return await work(pods(database));
}
