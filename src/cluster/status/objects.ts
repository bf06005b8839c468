import { INSTANCE_LABEL } from '../../kubernetes/labels';
import type { ClusterObject } from '../cluster';

/** The container with PostgreSQL. */
export const SERVER = 'postgres';

/** The parts of Kubernetes' objects that a status is made of. */
export interface StatefulSet extends ClusterObject {
  readonly spec: { readonly replicas?: number; readonly template: PodTemplate };
}

export interface PodTemplate {
  readonly metadata?: { readonly labels?: Readonly<Record<string, string>> };
  readonly spec: {
    readonly containers: readonly Container[];
    readonly initContainers?: readonly Container[];
    readonly volumes?: readonly {
      readonly name: string;
      readonly persistentVolumeClaim?: { readonly claimName: string };
    }[];
  };
}

export interface Container {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly env?: readonly Variable[];
}

export interface Variable {
  readonly name: string;
  /** The API server leaves an empty one out. */
  readonly value?: string;
}

export interface Pod extends ClusterObject {
  readonly spec: PodTemplate['spec'];
  readonly status: {
    readonly phase?: string;
    readonly reason?: string;
    readonly message?: string;
    readonly conditions?: readonly Condition[];
    readonly initContainerStatuses?: readonly ContainerStatus[];
    readonly containerStatuses?: readonly ContainerStatus[];
  };
}

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason?: string;
  readonly message?: string;
  readonly lastTransitionTime?: string;
}

export interface ContainerStatus {
  readonly name: string;
  readonly ready: boolean;
  readonly restartCount: number;
  readonly state?: ContainerState;
  readonly lastState?: ContainerState;
}

interface ContainerState {
  readonly running?: { readonly startedAt: string };
  readonly waiting?: { readonly reason?: string; readonly message?: string };
  readonly terminated?: Terminated;
}

export interface Terminated {
  readonly exitCode: number;
  readonly reason?: string;
  readonly message?: string;
  readonly finishedAt?: string;
}

export interface Job extends ClusterObject {
  readonly spec: { readonly template: PodTemplate };
  readonly status: {
    readonly active?: number;
    readonly failed?: number;
    readonly completionTime?: string;
    readonly conditions?: readonly Condition[];
  };
}

export interface CronJob extends ClusterObject {
  readonly spec: {
    readonly schedule: string;
    readonly timeZone?: string;
    readonly suspend?: boolean;
    readonly jobTemplate: {
      readonly metadata?: Pick<ClusterObject['metadata'], 'labels' | 'annotations'>;
      readonly spec: Job['spec'];
    };
  };
  readonly status: { readonly lastScheduleTime?: string; readonly lastSuccessfulTime?: string };
}

export interface Event extends ClusterObject {
  readonly type?: string;
  readonly reason?: string;
  readonly message?: string;
  readonly involvedObject: { readonly uid?: string };
  readonly lastTimestamp?: string | null;
  readonly eventTime?: string | null;
}

/** What one namespace has of databases. */
export interface Found {
  readonly statefulSets: readonly StatefulSet[];
  readonly pods: readonly Pod[];
  readonly jobs: readonly Job[];
  readonly cronJobs: readonly CronJob[];
}

export function sorted(objects: readonly ClusterObject[]): Found {
  const of = <T extends ClusterObject>(kind: string): T[] =>
    objects.filter((object) => object.kind === kind) as T[];
  return {
    statefulSets: of('StatefulSet'),
    pods: of('Pod'),
    jobs: of('Job'),
    cronJobs: of('CronJob'),
  };
}

/** The value of our own label, which kustomize leaves alone whatever it names objects. */
export function instanceOf(labelled: { readonly labels?: Readonly<Record<string, string>> } = {}): string {
  return labelled.labels?.[INSTANCE_LABEL] ?? '';
}

/** By their names: the pods of all of a database's backups and restores have one label. */
export function cronJobsOf({ cronJobs }: Found, { metadata }: StatefulSet, purpose: RegExp): CronJob[] {
  const instance = instanceOf(metadata);
  const named = affixes(metadata.name, instance);
  return cronJobs.filter(({ metadata: { name }, spec }) => {
    if (!instanceOf(spec.jobTemplate.spec.template.metadata).startsWith(`${instance}-`)) return false;
    return named.some(([prefix, suffix]) => {
      const start = `${prefix}${instance}-`;
      if (!name.startsWith(start) || !name.endsWith(suffix)) return false;
      return purpose.test(name.slice(start.length, name.length - suffix.length));
    });
  });
}

/** What a kustomization may have put before and behind all names: NAME was INSTANCE. */
function affixes(name: string, instance: string): [prefix: string, suffix: string][] {
  const all: [string, string][] = [];
  for (let at = name.indexOf(instance); at >= 0; at = name.indexOf(instance, at + 1)) {
    all.push([name.slice(0, at), name.slice(at + instance.length)]);
  }
  return all;
}

/** Those whose pods have that label: a CronJob's Jobs have no labels of their own. The newest first. */
export function jobsOf({ jobs }: Found, instance: string): Job[] {
  return newestFirst(jobs.filter(({ spec }) => instanceOf(spec.template.metadata) === instance));
}

/** Those that it or a person made from it: by their owner, or where that is not said, by their name. */
export function jobsOfCronJob({ cronJobs, jobs }: Found, cronJob: CronJob): Job[] {
  const made = jobs.filter((job) => {
    const { name, ownerReferences = [] } = job.metadata;
    if (ownerReferences.length > 0) return ownerReferences.some(({ uid }) => uid === cronJob.metadata.uid);
    const [likely] = cronJobs
      .map((one) => one.metadata.name)
      .filter((one) => name.startsWith(`${one}-`))
      .sort((a, b) => b.length - a.length);
    const [pods, ours] = [job.spec.template, cronJob.spec.jobTemplate.spec.template];
    return likely === cronJob.metadata.name && instanceOf(pods.metadata) === instanceOf(ours.metadata);
  });
  return newestFirst(made);
}

export function podsOf({ pods }: Found, owner: ClusterObject): Pod[] {
  const owned = pods.filter(({ metadata }) =>
    (metadata.ownerReferences ?? []).some(({ uid }) => uid === owner.metadata.uid),
  );
  return newestFirst(owned);
}

function newestFirst<T extends ClusterObject>(objects: readonly T[]): T[] {
  const startOf = ({ metadata }: T): number => Date.parse(metadata.creationTimestamp);
  return [...objects].sort((a, b) => startOf(b) - startOf(a));
}
