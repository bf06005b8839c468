import { setTimeout as sleep } from 'node:timers/promises';
import { runAsBackend } from './backend-pod';
import { median } from './median';
import { ownDatabase, type OwnDatabase } from './own-database';
import { RowWriter } from './row-writer';

const REPETITIONS = 7;
/** Longer than the kubelet is busy with a pod that has just become ready: it would take up the deletion a second later. */
const IDLE_FOR_MS = 5_000;
/** Room for what pgbench writes; otherwise what is rendered when nobody says anything. */
const PROPS = '{ storage: { size: Size.gibibytes(3) }, resources: { cpuRequest: 0.1 } }';

const CLIENTS = 8;
/** As much as the server can do, from the first second on in which it takes connections again. */
const PGBENCH = `
export PGCONNECT_TIMEOUT=2 # a pod that has gone does not refuse, it is silent
url=$(echo "$DATABASE_URL" | sed 's/^postgresql+[a-z0-9]*:/postgresql:/')
pgbench --quiet --initialize --scale=20 "$url"
while :; do
  pgbench --no-vacuum --client=${CLIENTS} --time=3600 "$url"
  sleep 0.2
done
`;
const BENCH_CLIENTS = "select count(*) from pg_stat_activity where application_name = 'pgbench'";
/** Until the next deletion: checkpoints have something to write, and a crash would have something to redo. */
const LOAD_FOR_MS = 6_000;

let database: OwnDatabase;
let writer: RowWriter;

beforeAll(async () => {
  database = await ownDatabase('delete-to-ready', PROPS);
  writer = await RowWriter.start(database.namespace, database.example, 1);
});

/** Seconds from the deletion to the first row that is acknowledged, and to a pod that calls itself ready. */
interface Seconds {
  readonly rows: number;
  readonly ready: number;
}

async function deletePod(): Promise<Seconds> {
  await writer.steady();
  const start = Date.now();
  const ready = await database.pod.replace('normally');
  return { rows: ((await writer.resumed(start)) - start) / 1000, ready: ready / 1000 };
}

async function commits(): Promise<number> {
  return Number(await database.pod.sql('select sum(xact_commit) from pg_stat_database'));
}

/** Prints them all. How long it takes says as much of the machine, so nothing is asked of it here. */
function report(when: string, seconds: readonly Seconds[]): void {
  const rows = seconds.map((each) => each.rows);
  const each = rows.map((value) => value.toFixed(1)).join(', ');
  console.info(
    `pod deleted ${when}, to rows again: ${median(rows).toFixed(1)} s (median of ${each}); ` +
      `to ready ${median(seconds.map(({ ready }) => ready)).toFixed(1)} s`,
  );
}

test('an idle database takes rows again each time after its pod was deleted', async () => {
  const seconds: Seconds[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    await writer.steady();
    await sleep(IDLE_FOR_MS);
    seconds.push(await deletePod());
  }
  report('while idle', seconds);
  expect(seconds).toHaveLength(REPETITIONS);
}, 300_000);

test('and under full load', async () => {
  await runAsBackend(database.namespace, database.example, 'pgbench', {
    image: 'postgres:17-bookworm',
    command: ['sh', '-c', PGBENCH],
  });
  const seconds: Seconds[] = [];
  const rates: number[] = [];
  for (let repetition = 0; repetition < REPETITIONS; repetition++) {
    await allClientsAreThere();
    const [before, start] = [await commits(), performance.now()];
    await sleep(LOAD_FOR_MS);
    rates.push(((await commits()) - before) / ((performance.now() - start) / 1000));
    seconds.push(await deletePod());
  }
  console.info(`transactions a second before each deletion: ${rates.map(Math.round).join(', ')}`);
  report('under load', seconds);
  expect(Math.min(...rates)).toBeGreaterThan(1);
}, 600_000);

/** The first time, once pgbench has made its tables. */
async function allClientsAreThere(): Promise<void> {
  await writer.steady();
  const deadline = performance.now() + 120_000;
  while (Number(await database.pod.sql(BENCH_CLIENTS)) < CLIENTS) {
    if (performance.now() > deadline) throw new Error('pgbench has not connected');
    await sleep(200);
  }
}
