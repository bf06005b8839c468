import type { ClusterObject } from './cluster-object';
import { listAt, mappingAt, type Mapping } from '../../text/mapping';

/** An object of the user's that runs pods. */
export interface Workload {
  readonly object: ClusterObject;
  /** The labels of its pods. */
  readonly labels: Mapping;
  readonly podSpec: Mapping;
}

const TEMPLATE_PATHS: Readonly<Record<string, readonly string[]>> = {
  CronJob: ['spec', 'jobTemplate', 'spec', 'template'],
  DaemonSet: ['spec', 'template'],
  Deployment: ['spec', 'template'],
  Job: ['spec', 'template'],
  Pod: [],
  ReplicaSet: ['spec', 'template'],
  StatefulSet: ['spec', 'template'],
};

/** Where a kind of Kubernetes' own has its pod's template; undefined for other kinds. */
export function templatePathOf(kind: string): readonly string[] | undefined {
  return TEMPLATE_PATHS[kind];
}

export function workloadsOf(objects: readonly ClusterObject[]): Workload[] {
  return objects.flatMap((object) => {
    const path = TEMPLATE_PATHS[object.kind] ?? templateOf(object);
    if (path === undefined) return [];
    const template = mappingAt(object.manifest, ...path);
    return [
      { object, labels: mappingAt(template, 'metadata', 'labels'), podSpec: mappingAt(template, 'spec') },
    ];
  });
}

/** The labels that identify its pods: those of its selector, which is immutable; without a selector all labels. */
export function selectedBy({ object, labels }: Workload): Record<string, string> {
  const selector = mappingAt(object.manifest, 'spec', 'selector', 'matchLabels');
  const telling = { ...(Object.keys(selector).length > 0 ? selector : labels), ...object.podLabels };
  return Object.fromEntries(
    Object.entries(telling).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** The pod template of a custom kind that runs pods as a Deployment does: Argo's Rollout, Knative's Service. */
function templateOf({ manifest }: ClusterObject): readonly string[] | undefined {
  const path = ['spec', 'template'];
  return listAt(mappingAt(manifest, ...path, 'spec'), 'containers').length > 0 ? path : undefined;
}

export function containersOf(workload: Workload): readonly unknown[] {
  return [...listAt(workload.podSpec, 'initContainers'), ...listAt(workload.podSpec, 'containers')];
}
