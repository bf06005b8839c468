import { BackupJobs, resultOf, type Toolbox } from './backup-jobs';
import { BACKUP_FAULTS, BackupSaboteur, OF_BUCKET, OF_CLAIM, type BackupFault } from './backup-saboteur';
import { backupClaim, createWithServer, inBoth, inBucket, s3Server } from './backup-stores';
import { NodeShell } from './node-shell';
import { ownDatabase, type OwnDatabase } from './own-database';
import { randomNumbers, shuffled } from './random';
import { Server } from './server';

/** How many faults: 100 for a release. */
const COUNT = Number(process.env['FAULTS'] ?? 6);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
/** What a test leaves in a store, so that reading all of it takes no longer with each fault. */
const KEPT = 3;

const random = randomNumbers(SEED);
const faults = shuffled(
  Array.from(
    { length: COUNT },
    (_, index) => BACKUP_FAULTS[index % BACKUP_FAULTS.length] ?? 'process killed',
  ),
  random,
);

interface Store {
  readonly cronJob: string;
  readonly tools: Toolbox;
  /** What was published, and what only this test may remove. */
  good: string[];
}

let own: OwnDatabase;
let saboteur: BackupSaboteur;
let claim: Store;
let bucket: Store;

beforeAll(async () => {
  own = await ownDatabase('backup-faults', inBoth(inBucket('backups')));
  const { namespace, pod } = own;
  const jobs = new BackupJobs(namespace);
  const server = s3Server('backups', 'backups', { persistentVolumeClaim: { claimName: 'buckets' } });
  await createWithServer(namespace, backupClaim('backups'), backupClaim('buckets'), ...server);
  await pod.sql(`
    set role app;
    create table large as select n, md5(n::text) || md5((-n)::text) as text from generate_series(1, 100000) n;
    create table empty (i int);
    create table small as select n from generate_series(1, 10) n;`);
  const s3 = server.find((one) => (one as { readonly kind: string }).kind === 'Pod');
  await BackupSaboteur.prepare(own);
  const { spec } = await new Server(namespace).pod();
  const node = await NodeShell.open(spec.nodeName);
  saboteur = new BackupSaboteur(own, jobs, s3 ?? {}, node, random);
  const store = async (cronJob: string): Promise<Store> => {
    const first = resultOf(await jobs.run(cronJob)).backup ?? '';
    return { cronJob, good: [first], tools: await jobs.toolbox(cronJob) };
  };
  claim = await store('database-backup');
  bucket = await store('database-backup-2');
}, 300_000);

function storeFor(fault: BackupFault): Store {
  if (OF_CLAIM.includes(fault)) return claim;
  return OF_BUCKET.includes(fault) || random() < 0.5 ? bucket : claim;
}

test(
  `each of ${COUNT} faults is seen in its Job, and leaves whole backups only, seed ${SEED}`,
  async () => {
    const seen: Record<string, number> = {};
    for (const [index, fault] of faults.entries()) {
      const store = storeFor(fault);
      const outcome = await saboteur.inject(fault, store.cronJob, store.tools);
      const published = await own.namespace.explained(store.tools.whole());
      const { backup, error = '' } = outcome.message.startsWith('{') ? resultOf(outcome) : {};
      const told = {
        backup,
        error,
        failed: outcome.failed,
        fault,
        isComplete: outcome.isComplete,
        store: store.cronJob,
      };
      process.stdout.write(`${index + 1} ${JSON.stringify(told)}\n`);
      // No good one is lost. Where the clock is a day ahead, retention keeps the last one of the day alone.
      const lasting = fault === 'clock set wrong' ? store.good.filter(isLastOfDay) : store.good;
      expect(published).toEqual(expect.arrayContaining(lasting));
      const more = published.filter((name) => !store.good.includes(name));
      // A pod that was deleted takes its message along, and its successor makes a backup of its own.
      if (outcome.isComplete && fault.startsWith('pod deleted'))
        expect(more).toContain(backup ?? more.at(-1));
      else if (outcome.isComplete) expect(more).toEqual([backup]);
      else {
        expect(outcome.failed).toBe(1);
        // One may be published, and what comes after it have failed.
        expect(more.length).toBeLessThanOrEqual(1);
      }
      const key = `${fault}: ${outcome.isComplete ? 'complete' : 'failed'}`;
      seen[key] = (seen[key] ?? 0) + 1;
      store.good = await trimmed(store, published);
    }
    process.stdout.write(`${COUNT} faults: ${JSON.stringify(seen)}\n`);
  },
  60_000 + COUNT * 60_000,
);

function isLastOfDay(name: string, index: number, all: readonly string[]): boolean {
  return all[index + 1]?.slice(0, 8) !== name.slice(0, 8);
}

/** A killed restic leaves a lock, which another waits for until it is half an hour old. No other is at work here. */
const DROP = `
if [ "$STORE" = restic ]; then /tools/restic --quiet unlock --remove-all; fi
drop "$1"`;

/** The test's own retention. */
async function trimmed({ tools }: Store, published: readonly string[]): Promise<string[]> {
  const tooMany = published.slice(0, -KEPT);
  for (const name of tooMany) await tools.shell(DROP, name);
  return published.slice(-KEPT);
}
