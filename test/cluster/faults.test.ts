import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { DiskFiller } from './disk-filler';
import { median } from './median';
import { NodeShell } from './node-shell';
import { ownDatabase, type OwnDatabase } from './own-database';
import { randomNumbers, shuffled } from './random';
import { RowWriter } from './row-writer';
import { FAULTS, Saboteur, type Fault } from './saboteur';
import { Server } from './server';

/** How many faults: 100 for a release. */
const COUNT = Number(process.env['FAULTS'] ?? 25);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
/** Each has faults of its own, at the same time as the others. */
const DATABASES = 3;
const SMALL =
  '{ storage: { size: Size.mebibytes(400) }, resources: { memory: Size.mebibytes(256), cpuRequest: 0.05 } }';

const random = randomNumbers(SEED);
/** As often each. Half of the disks that are full are full of WAL. */
const FULL = FAULTS.filter((fault) => fault.startsWith('disk full'));
const KINDS = [...FAULTS.filter((fault) => !FULL.includes(fault)).map((fault) => [fault]), FULL];
const faults = shuffled(
  Array.from({ length: COUNT }, (_, index) => {
    const kind = KINDS[index % KINDS.length] ?? [];
    return kind[Math.floor(index / KINDS.length) % kind.length] ?? 'pod deleted';
  }),
  random,
);

interface Victim {
  readonly database: OwnDatabase;
  readonly writer: RowWriter;
  readonly saboteur: Saboteur;
}

let victims: readonly Victim[];
const took: { readonly fault: Fault; readonly milliseconds: number }[] = [];

beforeAll(async () => {
  victims = await Promise.all(Array.from({ length: DATABASES }, victim));
});

async function victim(): Promise<Victim> {
  const database = await ownDatabase('faults', SMALL);
  const { spec } = await new Server(database.namespace).pod();
  const claim = spec.volumes.find((volume) => volume.persistentVolumeClaim)?.persistentVolumeClaim?.claimName;
  const [writer, filler, node, clients] = await Promise.all([
    RowWriter.start(database.namespace, database.example),
    DiskFiller.start(database.namespace, claim ?? '', spec.securityContext.runAsUser),
    NodeShell.open(spec.nodeName),
    readFile(join(__dirname, 'busy-clients.py'), 'utf8'),
  ]);
  return { database, writer, saboteur: new Saboteur(database, writer, filler, node, clients) };
}

test(
  `the database comes back after each of ${COUNT} faults, seed ${SEED}`,
  async () => {
    const start = performance.now();
    const ends = await Promise.allSettled(
      victims.map(async ({ saboteur }, number) => {
        for (const fault of faults.filter((_, index) => index % DATABASES === number)) {
          await sleep(random() * 1_000); // not always at the same point between two checkpoints
          took.push({ fault, milliseconds: await saboteur.inject(fault) });
        }
      }),
    );
    const reasons = ends.flatMap((end) => (end.status === 'rejected' ? [String(end.reason)] : []));
    expect(reasons).toEqual([]);
    const lines = FAULTS.flatMap((fault) => {
      const times = took
        .filter((each) => each.fault === fault)
        .map(({ milliseconds }) => milliseconds / 1000);
      if (times.length === 0) return [];
      const [middle, longest] = [median(times), Math.max(...times)].map((seconds) => seconds.toFixed(1));
      return `${times.length} × ${fault}: rows again after ${middle} s (median), ${longest} s at most`;
    });
    const minutes = ((performance.now() - start) / 60_000).toFixed(1);
    console.info([`${took.length} faults in ${minutes} minutes, seed ${SEED}`, ...lines].join('\n'));
    expect(took).toHaveLength(COUNT);
  },
  COUNT * 60_000 + 60_000,
);

test('a program that fails and has outlived the shell that started it ends no session', async () => {
  await Promise.all(
    victims.map(async ({ database, saboteur, writer }) => {
      await writer.steady();
      await saboteur.outlive(async () => {
        await database.pod.run('sh', '-c', '(sleep 1; exit 2) & exit 0');
        await sleep(2_000);
      });
    }),
  );
});

test('every acknowledged row is there, and none that was never sent', async () => {
  const counts = { acknowledged: 0, sent: 0, kept: 0 };
  for (const { database, writer } of victims) {
    // They go on writing meanwhile: what is acknowledged before the look, and what is sent until after it.
    const { acknowledged } = await writer.record();
    const rows = await database.pod.sql(
      "select lane || ' ' || number, count(*) from written group by lane, number",
    );
    const { sent } = await writer.record();

    const kept = new Map(rows.split('\n').map((row) => row.split('|') as [string, string]));
    expect([...acknowledged].filter((row) => !kept.has(row))).toEqual([]);
    expect([...kept.keys()].filter((row) => !sent.has(row))).toEqual([]);
    expect([...kept].filter(([, halves]) => halves !== '2')).toEqual([]); // a transaction is there or it is not
    counts.acknowledged += acknowledged.size;
    counts.sent += sent.size;
    counts.kept += kept.size;
  }
  console.info(`${counts.acknowledged} rows acknowledged, ${counts.sent} sent, ${counts.kept} kept`);
  expect(counts.acknowledged).toBeGreaterThan(took.length);
});

test('every index agrees with its table', async () => {
  for (const { database } of victims) {
    await database.pod.sql('create extension amcheck');
    await database.pod.sql(`select bt_index_check(indexrelid, heapallindexed => true)
      from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
      where amname = 'btree' and relpersistence = 'p' and indisready and indisvalid`); // raises an error
  }
});
