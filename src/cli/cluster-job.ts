import type { Command } from 'commander';
import type { Cluster } from '../cluster/cluster';
import type { FoundCronJob, Purpose } from '../cluster/jobs/find-cron-job';
import { writeErr, writeOut } from '../gitops/synth/standard-streams';
import { printable } from '../text/printable';
import { Refusal, type Notice } from '../text/refusal';
import { declared } from './declared';

export interface JobFlags {
  readonly apply?: boolean;
  readonly context?: string;
  readonly database?: string;
  readonly namespace?: string;
  readonly store?: string;
}

/** A Job that a person starts. */
export interface ClusterJob {
  readonly purpose: Purpose;
  /** Of its containers, in place of the CronJob's. @default - none */
  readonly variables?: Readonly<Record<string, string>>;
  /** @throws Refusal if what was found is not what the person wants */
  readonly refuse?: (found: FoundCronJob, cluster: Cluster) => Promise<void> | void;
  /** That a restore by the WAL goes to. */
  readonly moment?: string;
}

/** The options of a command that makes a Job of a CronJob in the cluster. */
export function makingJob(command: Command): Command {
  return ofDatabase(command, '1').option(
    '--apply',
    'create the Job and wait for its end (default: print it as YAML)',
  );
}

/** The options of a command for a database with backups. */
export function ofDatabase(command: Command, defaultStore: string): Command {
  return command
    .option('--database <name>', 'the database, as main.ts calls it (default: the only one with backups)')
    .option(
      '--store <number>',
      `which of its stores, as they are listed in main.ts (default: ${defaultStore})`,
    )
    .option('--context <context>', 'a context of the kubeconfig (default: the current one)')
    .option(
      '-n, --namespace <namespace>',
      'the namespace of the database (default: the base’s, else that of the context)',
    );
}

/** What is wrong with a store's number. */
export function storeProblems(store = '1'): Notice[] {
  if (/^[1-9]\d{0,3}$/.test(store)) return [];
  const message = `is "${store}"; allowed: the number of a store, from 1 on`;
  return [{ code: 'no-backup-there', path: '--store', message }];
}

/** Prints the Job, or with --apply makes it and waits: exit status 0 if it is complete, and 1 if it failed. */
export async function runClusterJob(
  { apply = false, store = '1', database, ...location }: JobFlags,
  { moment, purpose, refuse, variables = {} }: ClusterJob,
): Promise<void> {
  const problems = storeProblems(store);
  if (problems.length > 0) throw new Refusal(problems);
  // Loaded here, so that a synth does not load them.
  const [{ Kubectl }, { findCronJob }, { jobName, jobOfCronJob }, { yamlText }] = await Promise.all([
    import('../cluster/kubectl'),
    import('../cluster/jobs/find-cron-job'),
    import('../cluster/jobs/job-of-cron-job'),
    import('../text/yaml-text'),
  ]);
  const { namespace } = await declared();
  const cluster = new Kubectl({ ...(namespace !== undefined && { namespace }), ...location });
  const wanted = { purpose, ...(database !== undefined && { database }) };
  const found = await findCronJob(cluster, wanted, Number(store));
  await refuse?.(found, cluster);
  const name = jobName(found.cronJob, new Date());
  const yaml = yamlText(jobOfCronJob(found.cronJob, name, variables));
  if (!apply) {
    writeOut(yaml);
    writeErr('nothing has changed yet: add --apply, or give this to "kubectl create -f -"\n');
    return;
  }
  const say = (line: string): void => writeErr(`${printable(line)}\n`);
  (await cluster.apply(yaml)).forEach(say);
  say('it goes on in the cluster if this command is stopped');
  const [{ followJob }, { wordsOf }] = await Promise.all([
    import('../cluster/jobs/follow-job'),
    import('../cluster/jobs/job-words'),
  ]);
  const status = await followJob(cluster, name, say);
  if (status.state === 'complete') {
    writeOut(`${printable(wordsOf(status, moment))}\n`);
    return;
  }
  const reason = status.reason ?? 'its pod does not say why';
  say(`failed: ${reason}; the log: kubectl logs job/${name} --all-containers`);
  process.exitCode = 1;
}
