import { Command } from 'commander';
import { makingJob, runClusterJob, type JobFlags } from './cluster-job';

export function backupCommand(): Command {
  const now = makingJob(
    new Command('now').description('back a database up at once, by the Job that its schedule would start'),
  ).action(async (flags: JobFlags) => {
    await runClusterJob(flags, { purpose: 'backup' });
  });
  return new Command('backup').description('the backups of a database in the cluster').addCommand(now);
}
