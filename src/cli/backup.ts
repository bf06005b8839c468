import { Command } from 'commander';
import { listStores } from './backup-list';
import { makingJob, ofDatabase, runClusterJob, type JobFlags } from './cluster-job';

export function backupCommand(): Command {
  const now = makingJob(
    new Command('now').description('back a database up at once, by the Job that its schedule would start'),
  ).action(async (flags: JobFlags) => {
    await runClusterJob(flags, { purpose: 'backup' });
  });
  const list = ofDatabase(
    new Command('list').description('list the backups in the stores, by a Job for each that only reads'),
    'all',
  ).action(listStores);
  return new Command('backup')
    .description('the backups of a database in the cluster')
    .addCommand(now)
    .addCommand(list);
}
