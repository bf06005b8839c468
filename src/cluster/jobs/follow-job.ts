import { setTimeout as sleep } from 'node:timers/promises';
import { Refusal } from '../../text/refusal';
import type { Cluster } from '../cluster';
import { jobStatus } from '../status/job-status';
import { podsOf, sorted } from '../status/objects';
import type { JobStatus } from '../status/status';

const PAUSE = 2_000;
/** How often in a row the cluster may give no answer. With kubectl's own patience this is some minutes. */
const MOST_SILENCES = 10;

/**
 * Waits until the Job NAME has ended. SAY gets each new line of its containers' logs, and why a pod does not run yet.
 * @throws Refusal if the cluster cannot be asked any more, or the Job was deleted
 */
export async function followJob(
  cluster: Cluster,
  name: string,
  say: (line: string) => void,
): Promise<JobStatus> {
  const printed = new Map<string, number>();
  let reason = '';
  let silences = 0;
  for (;;) {
    try {
      const found = sorted(await cluster.get(['jobs', 'pods']));
      const job = found.jobs.find(({ metadata }) => metadata.name === name);
      if (job === undefined) throw Refusal.of('job-gone', name, GONE);
      const status = await jobStatus(cluster, found, job);
      for (const { metadata, spec } of podsOf(found, job).reverse()) {
        const pod = metadata.name;
        for (const { name: container } of [...(spec.initContainers ?? []), ...spec.containers]) {
          const key = `${pod}/${container}`;
          // A container that has not started has no log.
          const log = await cluster.logs({ pod, container }).catch(() => '');
          const lines = log.split('\n').slice(0, -1);
          lines.slice(printed.get(key) ?? 0).forEach(say);
          printed.set(key, Math.max(lines.length, printed.get(key) ?? 0));
        }
      }
      if (status.state !== 'running') return status;
      const waits = status.reason ?? '';
      if (waits !== '' && waits !== reason) say(waits);
      reason = waits;
      silences = 0;
    } catch (error) {
      const isSilence =
        error instanceof Refusal && error.problems.every(({ code }) => code === 'cluster-unreachable');
      silences += 1;
      if (!isSilence || silences > MOST_SILENCES) throw error;
    }
    await sleep(PAUSE);
  }
}

const GONE =
  'is no longer in the cluster: somebody has deleted it, or its CronJob; see what it did in "cdk8s-database status"';
