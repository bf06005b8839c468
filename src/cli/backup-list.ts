import { writeErr, writeOut } from '../gitops/synth/standard-streams';
import { printable } from '../text/printable';
import { Refusal } from '../text/refusal';
import { storeProblems, type JobFlags } from './cluster-job';
import { declared } from './declared';

/** Prints what is in each store, or in the one of that number: exit status 1 if one cannot be read. */
export async function listStores({ store, database, ...location }: Omit<JobFlags, 'apply'>): Promise<void> {
  const problems = storeProblems(store);
  if (problems.length > 0) throw new Refusal(problems);
  // Loaded here, so that a synth does not load them.
  const [{ Kubectl }, { findCronJob, findCronJobs }, { listBackups }, { backupTable }] = await Promise.all([
    import('../cluster/kubectl'),
    import('../cluster/jobs/find-cron-job'),
    import('../cluster/jobs/list-backups'),
    import('../cluster/jobs/backup-table'),
  ]);
  const { namespace } = await declared();
  const cluster = new Kubectl({ ...(namespace !== undefined && { namespace }), ...location });
  const wanted = { purpose: 'restore', ...(database !== undefined && { database }) } as const;
  const stores =
    store === undefined
      ? (await findCronJobs(cluster, wanted)).stores
      : new Map([[Number(store), (await findCronJob(cluster, wanted, Number(store))).cronJob]]);
  const say = (line: string): void => writeErr(`${printable(line)}\n`);
  const lists = await Promise.all(
    [...stores].map(async ([number, restore]) => ({
      list: await listBackups(cluster, restore, say),
      number,
      restore,
    })),
  );
  for (const { list, number, restore } of lists) {
    writeOut(backupTable(number, restore, list, Date.now()));
    if (list.failure === undefined) continue;
    say(`failed: store ${number}: ${list.failure}`);
    process.exitCode = 1;
  }
}
