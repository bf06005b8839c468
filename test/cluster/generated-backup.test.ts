import { BackupJobs, lines, resultOf } from './backup-jobs';
import { backupClaim, create, IN_CLAIM, inBucket, s3Server } from './backup-stores';
import { contentsOf } from './backup/contents';
import { definitionOf } from './backup/definition';
import { randomDatabase } from './backup/generated/random-database';
import { ownDatabase, type OwnDatabase } from './own-database';

/**
 * `SEEDS=40 SEED=3 VERSION=18 npx jest --config test/cluster/jest.config.mjs generated-backup` tries more databases, others,
 * and another server. `SIZE=1024` makes the first of them larger, by so many MiB.
 */
const SEEDS = Number(process.env['SEEDS'] ?? 2);
const SEED = Number(process.env['SEED'] ?? 1);
const VERSION = process.env['VERSION'];
const SIZE = Number(process.env['SIZE'] ?? 0);

/** Beside the application's own, to which rights are given. */
const ROLES = ['reporting', `"read%er's ""x"""`];
const STORES = { bucket: inBucket('backups'), claim: IN_CLAIM };
const SERVERS: readonly { readonly version: string; readonly store: keyof typeof STORES }[] = [
  { version: VERSION ?? '16', store: 'claim' },
  { version: VERSION ?? '17', store: 'bucket' },
];
const seeds = Array.from({ length: SEEDS }, (_, index) => SEED * 1000 + index);

interface Server {
  readonly own: OwnDatabase;
  readonly jobs: BackupJobs;
}

let servers: readonly Server[];
const report = { databases: 0, equal: 0, tables: 0, largeObjects: 0 };

beforeAll(async () => {
  servers = await Promise.all(SERVERS.slice(0, SEEDS).map(start));
});

afterAll(() => console.log(JSON.stringify({ ...report, seeds: seeds.join(' ') })));

async function start({ store, version }: (typeof SERVERS)[number]): Promise<Server> {
  const own = await ownDatabase(
    `generated-${version}`,
    `{
      version: PostgresVersion.V${version},
      storage: { size: Size.mebibytes(${600 + 6 * SIZE}) },
      resources: { cpuRequest: 0.05 },
      backup: { to: ${STORES[store]}, drill: {} },
    }`,
  );
  const { namespace, pod } = own;
  await create(
    namespace,
    ...(store === 'claim' ? [backupClaim('backups', `${300 + 2 * SIZE}Mi`)] : s3Server('backups', 'backups')),
  );
  for (const role of ROLES) await pod.sql(`create role ${role}`, 'postgres');
  return { jobs: new BackupJobs(namespace, SIZE === 0 ? undefined : 3_600_000), own };
}

/** A database that nobody has used yet, and no other one. */
async function startAnew({ own: { pod } }: Server): Promise<void> {
  const others = `select quote_ident(datname) from pg_database where datname !~ '^(postgres|template|cdk8s)'`;
  for (const database of lines(await pod.sql(others, 'postgres')))
    await pod.sql(`drop database ${database} with (force)`, 'postgres');
  await pod.sql('create database app owner app', 'postgres');
}

/** What stands in the message of a Job that did what it had to. */
async function done(
  { jobs }: Server,
  job: string,
  env: Readonly<Record<string, string>> = {},
): Promise<unknown> {
  const start = Date.now();
  const outcome = await jobs.run(`database-${job}`, { env });
  if (SIZE > 0) console.log(`${job}: ${Math.round((Date.now() - start) / 1000)} s`);
  expect([outcome.isComplete, outcome.isComplete ? '' : outcome.log]).toEqual([true, '']);
  return resultOf(outcome);
}

/** Rows of a KiB, most of it bytes of chance, and large objects. */
const LARGE = `
  create table large (id bigint generated always as identity primary key, at timestamptz, words text, bytes bytea);
  insert into large (at, words, bytes)
    select timestamptz '2000-01-01Z' + n * interval '1 minute', repeat(md5(n::text) || ' ', 8),
        (select string_agg(sha256((n || ' ' || part)::bytea), '') from generate_series(1, 19) as part where n > 0)
      from generate_series(1, ${SIZE * 1000}) as n;
  create index on large (at);
  select count(lo_from_bytea(0, (select string_agg(bytes, '') from large where id between n * 1000 and n * 1000 + 999)))
    from generate_series(1, ${SIZE / 10}) as n;
`;

test.each(seeds.map((seed, index) => ({ index, seed })))(
  'database $seed comes back as it was',
  async ({ index, seed }) => {
    const server = servers[index % servers.length];
    if (server === undefined) throw new Error('there is no server');
    const { pod } = server.own;
    await startAnew(server);
    const major = Number(SERVERS[index % SERVERS.length]?.version);
    await pod.script(randomDatabase(seed, major, ROLES), { role: 'app' });
    if (SIZE > 0 && index === 0) await pod.script(LARGE, { role: 'app' });
    const isLarge = SIZE > 0 && index === 0;
    if (isLarge) console.log(await pod.sql('select pg_size_pretty(pg_database_size(current_database()))'));

    report.databases++;
    await done(server, 'backup');
    const definition = await definitionOf(pod, 'app');
    const contents = await contentsOf(pod, 'app');
    await Promise.all([done(server, 'drill'), done(server, 'restore', { INTO: 'again' })]);
    expect(await contentsOf(pod, 'again')).toEqual(contents);
    expect(await definitionOf(pod, 'again')).toBe(definition);
    // In the place of the old one, of each store by turns.
    if ([0, 3].includes(index % 4)) {
      await done(server, 'restore', { DISCONNECT: 'true', DROP_OLD: 'true', REPLACE: 'true' });
      expect(await contentsOf(pod, 'app')).toEqual(contents);
      expect(await definitionOf(pod, 'app')).toBe(definition);
    }
    report.equal++;
    report.tables += contents.filter((line) => /^[rp] /.test(line)).length;
    report.largeObjects += contents.filter((line) => line.startsWith('large object')).length;
  },
  SIZE > 0 ? 3_600_000 : 300_000,
);
