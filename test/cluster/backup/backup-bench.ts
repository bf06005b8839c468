// The memory of backups, and what the application's transactions feel of them. `npm run bench:backup`.
//   SIZE_MIB  of the large database (1024)
//   ROUNDS    pairs of a run of pgbench with backups beside it and one without (3)
//   SECONDS   of a run (30)
import { setTimeout as sleep } from 'node:timers/promises';
import { runAsBackend } from '../backend-pod';
import { BackupJobs, resultOf } from '../backup-jobs';
import { median } from '../median';
import { ownDatabase, type OwnDatabase } from '../own-database';

const number = (name: string, standard: number): number => Number(process.env[name] ?? standard);
const SIZE_MIB = number('SIZE_MIB', 1024);
const ROUNDS = number('ROUNDS', 3);
const SECONDS = number('SECONDS', 30);
const CRON_JOB = 'database-backup';
const CLIENT = 'pgbench';
const MIB = 1024 * 1024;

/** Of libpq, from the URL of SQLAlchemy that the backend has: a password in an argument would be in the list of processes. */
const CONNECTION = `
rest=\${DATABASE_URL#*://app:}
export PGDATABASE=app PGHOST=database-service PGPASSWORD="\${rest%%@*}" PGSSLMODE=require PGUSER=app
`;

/** MD5 in hexadecimal, which compresses to half of its size, as texts do. */
const rows = (table: string, count: number, words: number): string => `
  create table ${table} as
    select n, (select string_agg(md5(n::text || w), '') from generate_series(1, ${words}) w) as text
    from generate_series(1, ${count}) n;`;
const tables = Array.from({ length: 10 }, (_, index) => rows(`t${index}`, 100_000, 4)).join('');
// A row of 32 words is 1 KiB, and 32 bytes more.
const large = rows('large', Math.round((SIZE_MIB * MIB) / 1064), 32);

/** Prints the largest sum of the resident memory of the container's processes until the pod ends, in bytes. */
const WATCH = `
most=0
while :; do
  now=$(cat /proc/[0-9]*/status 2>/dev/null | awk '/^VmRSS:/ { sum += $2 } END { print sum * 1024 }')
  if [ "$now" -gt "$most" ]; then most=$now; echo "$most"; fi
  sleep 0.2
done`;

let own: OwnDatabase;
let jobs: BackupJobs;

beforeAll(async () => {
  const size = `Size.mebibytes(${SIZE_MIB * 2 + 1024})`;
  own = await ownDatabase('backup-bench', `{ storage: { size: ${size} }, backup: {} }`);
  jobs = new BackupJobs(own.namespace);
  await runAsBackend(own.namespace, own.example, CLIENT, {
    command: ['sleep', 'infinity'],
    image: 'postgres:17-bookworm',
  });
}, 300_000);

interface Measured {
  readonly bytes: number;
  readonly memory: number;
  readonly seconds: number;
}

async function backup(): Promise<Measured> {
  const began = Date.now();
  const job = await jobs.start(CRON_JOB);
  let [pod] = await jobs.pods(job);
  while (pod?.status.phase !== 'Running' && pod?.status.phase !== 'Succeeded') {
    await sleep(100);
    [pod] = await jobs.pods(job);
  }
  const watch = ['exec', pod.metadata.name, '--container=backup', '--', 'sh', '-c', WATCH];
  // It is killed with its container: then the error has what it has printed.
  const watched = own.namespace.kubectl(watch).then(({ stdout }) => stdout, String);
  const outcome = await jobs.ended(job);
  expect(outcome).toMatchObject({ isComplete: true });
  const memory = Math.max(...((await watched).match(/^\d+$/gm) ?? []).map(Number));
  return { bytes: resultOf(outcome).bytes ?? 0, memory, seconds: (Date.now() - began) / 1000 };
}

/** One after the other. Returns their number. */
async function backUpUntil(stop: AbortSignal): Promise<number> {
  let count = 0;
  for (; !stop.aborted; count++) await backup();
  return count;
}

function print(what: string, { bytes, memory, seconds }: Measured): void {
  const mebibytes = (value: number): string => `${(value / MIB).toFixed(0)} MiB`;
  process.stdout.write(
    `${what}: a backup of ${mebibytes(bytes)} in ${seconds.toFixed(0)} s with ${mebibytes(memory)} of memory at the most\n`,
  );
}

test('memory', async () => {
  await own.pod.sql(`set role app; ${tables}`);
  print('10 tables of 100,000 rows', await backup());
  await own.pod.sql(`set role app; ${large}`);
  print(`${SIZE_MIB} MiB more`, await backup());
}, 900_000);

test('transactions beside it', async () => {
  const shell = async (script: string): Promise<string> =>
    (await own.namespace.kubectl(['exec', CLIENT, '--', 'sh', '-euc', CONNECTION + script])).stdout;
  await shell('pgbench --initialize --quiet --scale=10 2>&1');
  const run = async (): Promise<number> => {
    const printed = await shell(`pgbench --client=4 --time=${SECONDS} --no-vacuum 2>&1`);
    return Number(/^tps = ([\d.]+)/m.exec(printed)?.[1]);
  };
  await run();
  const ratios: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    const alone = await run();
    const stop = new AbortController();
    const backups = backUpUntil(stop.signal);
    await sleep(3000);
    const beside = await run();
    stop.abort();
    ratios.push(beside / alone);
    process.stdout.write(
      `${alone.toFixed(0)} transactions a second alone, ${beside.toFixed(0)} beside ${await backups} backups\n`,
    );
  }
  process.stdout.write(
    `ratios ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}, median ${median(ratios).toFixed(2)}\n`,
  );
}, 1_800_000);
