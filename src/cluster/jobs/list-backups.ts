import { yamlText } from '../../text/yaml-text';
import type { Cluster } from '../cluster';
import type { CronJob } from '../status/objects';
import { followJob } from './follow-job';
import { jobName } from './job-of-cron-job';

export interface ListedBackup {
  /** Its moment. */
  readonly backup: string;
  /** Of the dump. @default - its manifest cannot be read */
  readonly bytes?: number;
  /** Of the server. @default - its manifest cannot be read */
  readonly version?: string;
}

export interface StoreList {
  /** The oldest first. */
  readonly backups: readonly ListedBackup[];
  /** Why these are not all. */
  readonly failure?: string;
}

/**
 * The backups in the store of the CronJob RESTORE, by a Job that only reads. SAY gets what else the Job prints.
 * @throws Refusal if the cluster cannot be asked
 */
export async function listBackups(
  cluster: Cluster,
  restore: CronJob,
  say: (line: string) => void,
): Promise<StoreList> {
  const name = jobName(restore, new Date());
  await cluster.apply(yamlText(listJob(restore, name)));
  const backups: ListedBackup[] = [];
  const { reason, result, state } = await followJob(cluster, name, (line) => {
    const listed = listedOf(line);
    if (listed === undefined) say(line);
    else backups.push(listed);
  });
  if (state === 'failed') return { backups, failure: reason ?? `the Job ${name} failed` };
  // A log that the cluster does not give looks like that of an empty store.
  if (result?.['listed'] === backups.length) return { backups };
  return { backups, failure: `the log of the Job ${name} could not be read whole` };
}

/**
 * The pod of a restore with another program, which needs no database. No CronJob owns the Job, since a CronJob keeps a few
 * Jobs only, and those of restores are to stay.
 */
export function listJob({ spec: { jobTemplate } }: CronJob, name: string): object {
  const { spec } = jobTemplate;
  const { containers, initContainers = [], ...pod } = spec.template.spec;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name },
    spec: {
      ...spec,
      ttlSecondsAfterFinished: 300,
      template: {
        ...spec.template,
        spec: {
          ...pod,
          containers: containers.map((one) => ({
            ...one,
            command: one.command?.map((word) => word.replace(/\/restore\.sh$/, '/list.sh')),
          })),
          initContainers: initContainers.filter((one) => one.name !== 'prepare'),
        },
      },
    },
  };
}

/** From a line of list.sh. */
function listedOf(line: string): ListedBackup | undefined {
  if (!line.startsWith('{"backup":')) return undefined;
  try {
    const { backup, bytes, version } = JSON.parse(line) as Partial<Record<keyof ListedBackup, unknown>>;
    if (typeof backup !== 'string') return undefined;
    return {
      backup,
      ...(typeof bytes === 'number' && { bytes }),
      ...(typeof version === 'string' && { version }),
    };
  } catch {
    return undefined;
  }
}
