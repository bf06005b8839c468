import type { Cluster } from '../cluster';
import type { ContainerStatus, Event, Pod, Terminated } from './objects';

/** Why a pod is not ready, as far as Kubernetes tells it. */
export interface PodProblem {
  readonly reason: string;
  /** The container that failed or is not ready, whose log says more. */
  readonly failed?: { readonly container: string; readonly previous: boolean };
  /** It may only need more time. @default false */
  readonly isStarting?: boolean;
}

export function isReady({ metadata, status }: Pod): boolean {
  return (
    metadata.deletionTimestamp === undefined &&
    (status.conditions ?? []).some((one) => one.type === 'Ready' && one.status === 'True')
  );
}

/** EVENTS: what the cluster reports of the pod, the newest last. */
export function podProblem({ metadata, status }: Pod, events: readonly Event[]): PodProblem {
  if (metadata.deletionTimestamp !== undefined) return { reason: 'it is being deleted' };
  const unscheduled = (status.conditions ?? []).find(
    ({ status: is, type }) => type === 'PodScheduled' && is === 'False',
  );
  if (unscheduled !== undefined) return { reason: said('Pending', unscheduled.reason, unscheduled.message) };
  // A node that evicts a pod says so here.
  if (status.reason !== undefined) return { reason: said(status.reason, status.message) };
  const containers = [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])];
  for (const container of containers) {
    const problem = containerProblem(container);
    if (problem !== undefined) return problem;
  }
  // The kubelet says what happened, and then its name alone: "Error: ErrImagePull". A pod that had no node has one by now.
  const warning = events.findLast(
    ({ message, reason, type }) =>
      type === 'Warning' && reason !== 'FailedScheduling' && !/^Error: \w+$/.test(message ?? ''),
  );
  const slow = (status.containerStatuses ?? []).find(
    ({ ready, state }) => !ready && state?.running !== undefined,
  );
  const failed = slow && { container: slow.name, previous: false };
  // Of a container that is only slow there is no warning.
  if (warning !== undefined) {
    const reason = said(warning.reason, warning.message);
    // Where the probe itself has not said why, the container may.
    return { reason, ...(failed && reason.endsWith('probe failed') && { failed }) };
  }
  return slow === undefined || failed === undefined
    ? { reason: 'it starts', isStarting: true }
    : { reason: `${slow.name} does not take connections yet`, failed, isStarting: true };
}

function containerProblem({ lastState, name, state }: ContainerStatus): PodProblem | undefined {
  const { terminated, waiting } = state ?? {};
  if (terminated !== undefined && terminated.exitCode !== 0) {
    return { reason: `${name}: ${endOf(terminated)}`, failed: { container: name, previous: false } };
  }
  if (waiting?.reason === undefined || STARTING.has(waiting.reason)) return undefined;
  if (waiting.reason !== 'CrashLoopBackOff') {
    return { reason: `${name}: ${said(waiting.reason, waiting.message)}` };
  }
  const last = lastState?.terminated;
  const end = last === undefined ? '' : `, ${endOf(last)}`;
  return { reason: `${name}: ${waiting.reason}${end}`, failed: { container: name, previous: true } };
}

/** What a container waits for that has no problem. */
const STARTING: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

export function endOf({ exitCode, reason }: Terminated): string {
  const named = reason === undefined || reason === 'Error' ? '' : ` (${reason})`;
  return `it ended with exit status ${exitCode}${named}`;
}

function said(...parts: readonly (string | undefined)[]): string {
  return parts
    .filter((part) => part !== undefined && part !== '')
    .join(': ')
    .replace(/[:\s]+$/, '');
}

/** The newest last. */
export async function eventsOf(cluster: Cluster, uids: ReadonlySet<string>): Promise<readonly Event[]> {
  // Not everybody may read them, and the rest is known without.
  const found = (await cluster.get(['events']).catch(() => [])) as readonly Event[];
  const timeOf = ({ eventTime, lastTimestamp, metadata }: Event): number =>
    Date.parse(lastTimestamp ?? eventTime ?? metadata.creationTimestamp);
  return found
    .filter(({ involvedObject: { uid } }) => uid !== undefined && uids.has(uid))
    .sort((a, b) => timeOf(a) - timeOf(b));
}

/** The last lines of a container's log; none if it has none, or nobody may read it. */
export async function lastLines(
  cluster: Cluster,
  pod: string,
  { container, previous }: NonNullable<PodProblem['failed']>,
): Promise<readonly string[]> {
  const text = await cluster.logs({ pod, container }, { previous, tail: 50 }).catch(() => '');
  return tellingLines(text).slice(-LOG_LINES);
}

/** Without what may quote a statement or a row: a session's error, and all that PostgreSQL writes below one. */
export function tellingLines(log: string): string[] {
  let isQuoting = false;
  return log
    .split('\n')
    .filter((line) => {
      if (QUOTES.test(line)) isQuoting = true;
      else if (BEGINS.test(line)) isQuoting = false;
      return !isQuoting && line.trim() !== '' && !line.startsWith('\t');
    })
    .map((line) => line.trim());
}

const QUOTES = /(?:^|[\s\]])(?:ERROR|DETAIL|CONTEXT|STATEMENT|QUERY):  |^(?:psql:\S+ )?LINE \d+: /;
/** A line that is no part of a longer one: of the server, of psql, of a script. */
const BEGINS = /^(?:\d{4}-\d\d-\d\d \d|(?:[\w-]+\.(?:sh|py)|initdb|pg_\w+|postgres|psql|restic):)/;

/** PostgreSQL names the wrong setting in the line before its last. */
const LOG_LINES = 3;
