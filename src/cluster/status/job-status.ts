import { isMapping, type Mapping } from '../../text/mapping';
import type { Cluster } from '../cluster';
import { podsOf, type Condition, type ContainerStatus, type Found, type Job, type Pod } from './objects';
import { endOf, eventsOf, isReady, lastLines, podProblem } from './pod-state';
import type { JobStatus } from './status';

/** What became of a Job, and what it says of itself. */
export async function jobStatus(cluster: Cluster, found: Found, job: Job): Promise<JobStatus> {
  const { conditions = [], failed = 0 } = job.status;
  const ended = conditions.find(
    ({ status, type }) => status === 'True' && (type === 'Complete' || type === 'Failed'),
  );
  const state = ended === undefined ? 'running' : ended.type === 'Complete' ? 'complete' : 'failed';
  const pods = podsOf(found, job);
  const [pod] = pods;
  const result = pods.map(resultOf).find((one) => one !== undefined);
  const reason =
    state === 'complete'
      ? undefined
      : (errorOf(result, pods) ??
        (pod && (await reasonOf(cluster, pod))) ??
        (state === 'failed' ? ended?.message : undefined));
  return {
    job: job.metadata.name,
    state,
    at: timeOf(job, ended),
    failedPods: failed,
    ...(reason !== undefined && { reason }),
    ...(result && { result }),
  };
}

function timeOf({ metadata, status }: Job, ended: Condition | undefined): string {
  const end = status.completionTime ?? ended?.lastTransitionTime;
  return ended === undefined || end === undefined ? metadata.creationTimestamp : end;
}

/** The JSON object that a container of a Job leaves as its termination message: the last of them that has left one. */
export function resultOf({ status }: Pod): Mapping | undefined {
  for (const { lastState, state } of containersOf(status).toReversed()) {
    const message = (state?.terminated ?? lastState?.terminated)?.message?.trim().split('\n').at(-1);
    if (message?.startsWith('{') !== true) continue;
    try {
      const parsed: unknown = JSON.parse(message);
      if (isMapping(parsed)) return parsed;
    } catch {
      // The last lines of a log may look like it.
    }
  }
  return undefined;
}

/** Why a Job's pod failed or does not run. Undefined: it runs. */
async function reasonOf(cluster: Cluster, pod: Pod): Promise<string | undefined> {
  const { metadata, status } = pod;
  const ended = containersOf(status).find(({ state }) => (state?.terminated?.exitCode ?? 0) !== 0);
  if (ended?.state?.terminated !== undefined) {
    const failed = { container: ended.name, previous: false };
    const [line] = (await lastLines(cluster, metadata.name, failed)).slice(-1);
    return `${ended.name}: ${line ?? endOf(ended.state.terminated)}`;
  }
  if (isReady(pod) || status.phase === 'Succeeded') return undefined;
  const { isStarting, reason } = podProblem(pod, await eventsOf(cluster, new Set([metadata.uid])));
  return isStarting ? undefined : reason;
}

function containersOf(status: Pod['status']): readonly ContainerStatus[] {
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
}

/** What it says of itself. It does not know why a program of it was killed. */
function errorOf(result: Mapping | undefined, pods: readonly Pod[]): string | undefined {
  const error = result?.['error'];
  if (typeof error !== 'string') return undefined;
  const isKilled = pods.some(({ status }) =>
    containersOf(status).some(({ state }) => state?.terminated?.reason === 'OOMKilled'),
  );
  return isKilled ? `${error} (OOMKilled: it needs more memory)` : error;
}
