import { Command } from 'commander';
import { refuseLiveDatabase, restoreVariables, type RestoreRequest } from '../cluster/jobs/restore-request';
import { makingJob, runClusterJob, storeProblems, type JobFlags } from './cluster-job';

export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('restore a backup of a database in the cluster, in its place or beside it')
    .option(
      '--at <backup>',
      'latest, a backup’s name, or a time, for the last backup before it (default: latest)',
    )
    .option('--into <database>', 'a new database, which takes nobody’s place')
    .option('--replace', 'also if the database has rows; it is kept beside the restored one')
    .option('--disconnect', 'also if somebody is connected to the database')
    .option('--drop-old', 'drop the replaced database as soon as the restored one has its place');
  return makingJob(command).action(
    async ({ at, disconnect, dropOld, into, replace, ...flags }: JobFlags & RestoreRequest) => {
      const request = {
        ...(at !== undefined && { at }),
        ...(disconnect && { disconnect }),
        ...(dropOld && { dropOld }),
        ...(into !== undefined && { into }),
        ...(replace && { replace }),
      };
      const variables = restoreVariables(request, storeProblems(flags.store));
      await runClusterJob('restore', flags, variables, (cronJob) => {
        refuseLiveDatabase(cronJob, into);
      });
    },
  );
}
