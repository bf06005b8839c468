import { Cron } from 'croner';
import type { Cluster } from '../cluster';
import { jobStatus } from './job-status';
import { jobsOfCronJob, type CronJob, type Found } from './objects';
import type { RunStatus } from './status';

/** For how long a run that is due may not have ended: one may begin an hour late, if the cluster was down. */
const GRACE = 3_600_000;

/** What became of the runs of a CronJob, those that a person started from it too. */
export async function runStatus(
  cluster: Cluster,
  found: Found,
  cronJob: CronJob,
  now: number,
): Promise<RunStatus> {
  const { metadata, spec, status } = cronJob;
  const jobs = jobsOfCronJob(found, cronJob);
  const [newest] = jobs;
  const last = newest && (await jobStatus(cluster, found, newest));
  const complete = jobs.find(({ status: { conditions = [] } }) =>
    conditions.some(({ status: is, type }) => type === 'Complete' && is === 'True'),
  );
  const succeeded =
    complete === undefined || complete === newest ? last : await jobStatus(cluster, found, complete);
  const times = [status.lastSuccessfulTime, complete?.status.completionTime].flatMap((time) => time ?? []);
  const [lastSuccess] = times.sort().slice(-1);
  const schedule = scheduleOf(cronJob);
  const suspended = spec.suspend === true;
  const [since = ''] = [metadata.creationTimestamp, ...times].sort().slice(-1);
  const due = schedule?.nextRun(new Date(since));
  const next = suspended ? undefined : schedule?.nextRun(new Date(now));
  return {
    cronJob: metadata.name,
    schedule: [spec.schedule, spec.timeZone].filter((part) => part !== undefined).join(' '),
    suspended,
    late: !suspended && last?.state !== 'running' && due != null && now > due.getTime() + GRACE,
    ...(next && { next: next.toISOString() }),
    ...(lastSuccess !== undefined && { lastSuccess }),
    ...(last && { last }),
    ...(complete !== undefined && succeeded?.result && { result: succeeded.result }),
  };
}

/** Undefined for `@every`, and for what another version of Kubernetes may understand. */
function scheduleOf({ spec: { schedule, timeZone } }: CronJob): Cron | undefined {
  try {
    return new Cron(schedule, { mode: '5-part', timezone: timeZone ?? 'Etc/UTC' });
  } catch {
    return undefined;
  }
}
