import { Refusal } from '../../text/refusal';
import type { Cluster } from '../cluster';
import { jobStatus } from './job-status';
import {
  cronJobsOf,
  instanceOf,
  jobsOf,
  podsOf,
  SERVER,
  sorted,
  type Found,
  type Pod,
  type StatefulSet,
} from './objects';
import { endOf, eventsOf, isReady, lastLines, podProblem } from './pod-state';
import { runStatus } from './run-status';
import { askServer } from './server-facts';
import type { DatabaseStatus, ServerStatus, Status } from './status';
import { warningsOf } from './warnings';

/** A database of main.ts. */
export interface DeclaredDatabase {
  readonly instance: string;
  readonly major: number;
}

const KINDS = ['statefulsets', 'pods', 'jobs', 'cronjobs'];

/** Asks CLUSTER for all databases in its namespace. @throws Refusal if it cannot be asked, or there is no database */
export async function readStatus(
  cluster: Cluster,
  declared: readonly DeclaredDatabase[],
  now = Date.now(),
): Promise<Status> {
  const [location, objects] = await Promise.all([cluster.location(), cluster.get(KINDS)]);
  const found = sorted(objects);
  const servers = found.statefulSets.filter(({ metadata }) => instanceOf(metadata) !== '');
  const missing = declared.filter(
    ({ instance }) => !servers.some(({ metadata }) => instanceOf(metadata) === instance),
  );
  if (servers.length + missing.length === 0) {
    const namespace = location.namespace ?? 'default';
    const message = `has no database of cdk8s-database; give the --namespace and the --context that it is in`;
    throw Refusal.of('no-database-there', `namespace ${namespace}`, message);
  }
  const there = await Promise.all(
    servers.map(async (server) => await databaseStatus(cluster, found, server, declared, now)),
  );
  const databases = [...there, ...missing.map(absent)];
  const warnings = databases.flatMap((database) => warningsOf(database, now));
  return { ...location, databases, warnings };
}

function absent({ instance, major }: DeclaredDatabase): DatabaseStatus {
  const reason = 'it is not in the cluster';
  return {
    instance,
    server: { ready: false, restarts: 0, reason },
    version: { declared: String(major) },
    backups: [],
  };
}

async function databaseStatus(
  cluster: Cluster,
  found: Found,
  statefulSet: StatefulSet,
  declared: readonly DeclaredDatabase[],
  now: number,
): Promise<DatabaseStatus> {
  const instance = instanceOf(statefulSet.metadata);
  const [pod] = podsOf(found, statefulSet);
  const runs = async (purpose: RegExp): Promise<DatabaseStatus['backups']> =>
    await Promise.all(
      cronJobsOf(found, statefulSet, purpose).map(
        async (cronJob) => await runStatus(cluster, found, cronJob, now),
      ),
    );
  // Those of a CronJob call the schema's procedures.
  const [migration] = jobsOf(found, `${instance}-schema`).filter(
    ({ metadata }) => metadata.ownerReferences === undefined,
  );
  const [server, facts, backups, [baseBackup], [drill], [snapshot], migrated] = await Promise.all([
    serverStatus(cluster, statefulSet, pod),
    askServer(cluster, pod, instance),
    runs(/^backup(-\d+)?$/),
    runs(/^base-backup$/),
    runs(/^drill$/),
    runs(/^snapshot$/),
    migration && jobStatus(cluster, found, migration),
  ]);
  const { archive, running, volume, ...known } = facts;
  const major = declared.find((one) => one.instance === instance)?.major;
  const image = (pod ?? statefulSet.spec.template).spec.containers.find(({ name }) => name === SERVER)?.image;
  return {
    instance,
    server,
    version: {
      ...(running !== undefined && { running }),
      ...(image !== undefined && { image }),
      ...(major !== undefined && { declared: String(major) }),
    },
    ...known,
    ...(volume && { volume: { ...claimOf(pod, 'data'), ...volume } }),
    backups,
    ...(archive && {
      archive: { ...archive, volume: { ...claimOf(pod, 'wal-archive'), ...archive.volume } },
    }),
    ...(baseBackup && { baseBackup }),
    ...(drill && { drill }),
    ...(snapshot && { snapshot }),
    ...(migrated && { migration: migrated }),
  };
}

/** The claim that POD's volume of that name is. */
function claimOf(pod: Pod | undefined, volume: string): { readonly claim?: string } {
  const claim = pod?.spec.volumes?.find(({ name }) => name === volume)?.persistentVolumeClaim?.claimName;
  return claim === undefined ? {} : { claim };
}

async function serverStatus(
  cluster: Cluster,
  statefulSet: StatefulSet,
  pod: Pod | undefined,
): Promise<ServerStatus> {
  if (pod === undefined) {
    const events = await eventsOf(cluster, new Set([statefulSet.metadata.uid]));
    const warning = events.findLast(({ type }) => type === 'Warning')?.message;
    const reason = statefulSet.spec.replicas === 0 ? 'it is scaled to 0' : (warning ?? 'it has no pod yet');
    return { ready: false, restarts: 0, reason };
  }
  const { metadata, status } = pod;
  const containers = status.containerStatuses ?? [];
  const ends = containers.flatMap(({ lastState, name }) => {
    const { terminated } = lastState ?? {};
    if (terminated?.finishedAt === undefined) return [];
    return { at: terminated.finishedAt, reason: `${name}: ${endOf(terminated)}` };
  });
  const lastRestart = ends.sort((a, b) => Date.parse(a.at) - Date.parse(b.at)).at(-1);
  const known = {
    pod: metadata.name,
    restarts: containers.reduce((sum, { restartCount }) => sum + restartCount, 0),
    ...(lastRestart && { lastRestart }),
  };
  if (isReady(pod)) return { ...known, ready: true };
  const events = await eventsOf(cluster, new Set([metadata.uid]));
  const { failed, reason } = podProblem(pod, events);
  const log = failed && (await lastLines(cluster, metadata.name, failed));
  return { ...known, ready: false, reason, ...(log && log.length > 0 && { log }) };
}
