import { Command } from 'commander';
import { refuseLiveDatabase, restoreVariables, type RestoreRequest } from '../cluster/jobs/restore-request';
import type { Notice } from '../text/refusal';
import { makingJob, runClusterJob, storeProblems, type JobFlags } from './cluster-job';

export function restoreCommand(): Command {
  const command = new Command('restore')
    .description('restore a database in the cluster from a backup, or to a moment, in its place or beside it')
    .option(
      '--at <backup>',
      'a backup: latest, its name, or a time, for the last one before it (default: latest)',
    )
    .option(
      '--to-time <moment>',
      'no backup, but the very moment, by the WAL archive: a time with its zone, or latest',
    )
    .option('--into <database>', 'a new database, which takes nobody’s place')
    .option('--replace', 'also if the database has rows; it is kept beside the restored one')
    .option('--disconnect', 'also if somebody is connected to the database')
    .option('--drop-old', 'drop the replaced database as soon as the restored one has its place');
  return makingJob(command).action(
    async ({ at, disconnect, dropOld, into, replace, toTime, ...flags }: JobFlags & RestoreRequest) => {
      const request = {
        ...(at !== undefined && { at }),
        ...(disconnect && { disconnect }),
        ...(dropOld && { dropOld }),
        ...(into !== undefined && { into }),
        ...(replace && { replace }),
        ...(toTime !== undefined && { toTime }),
      };
      await (toTime === undefined ? restoreBackup(request, flags) : restoreMoment(request, flags));
    },
  );
}

async function restoreBackup(request: RestoreRequest, flags: JobFlags): Promise<void> {
  const variables = restoreVariables(request, storeProblems(flags.store));
  await runClusterJob(flags, {
    purpose: 'restore',
    refuse: ({ cronJob }) => {
      refuseLiveDatabase(cronJob, request.into);
    },
    variables,
  });
}

async function restoreMoment(request: RestoreRequest, flags: JobFlags): Promise<void> {
  const variables = restoreVariables(request, flags.store === undefined ? [] : [NO_STORE]);
  await runClusterJob(flags, {
    moment: variables.AT,
    purpose: 'restore-wal',
    refuse: async ({ cronJob, instance }, cluster) => {
      refuseLiveDatabase(cronJob, request.into);
      const { refuseMoment } = await import('../cluster/jobs/refuse-moment');
      await refuseMoment(cluster, instance, variables.AT);
    },
    variables,
  });
}

const NO_STORE: Notice = {
  code: 'restore-time',
  path: '--store',
  message: 'is of backups, and --to-time takes the one WAL archive; remove one of them',
};
