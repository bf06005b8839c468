import type { ClusterObject } from './cluster-object';
import { listAt, mappingAt, type Mapping } from '../../text/mapping';

/** A workload of the user's: something that runs pods. */
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

/** The labels by which its pods are told from others: those of its selector, which never change, else all. */
export function selectedBy({ object, labels }: Workload): Record<string, string> {
  const selector = mappingAt(object.manifest, 'spec', 'selector', 'matchLabels');
  const telling = { ...(Object.keys(selector).length > 0 ? selector : labels), ...object.podLabels };
  return Object.fromEntries(
    Object.entries(telling).flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
}

/** A kind of somebody's own that makes pods as a Deployment does: Argo's Rollout, Knative's Service. */
function templateOf({ manifest }: ClusterObject): readonly string[] | undefined {
  const path = ['spec', 'template'];
  return listAt(mappingAt(manifest, ...path, 'spec'), 'containers').length > 0 ? path : undefined;
}

export function containersOf(workload: Workload): readonly unknown[] {
  return [...listAt(workload.podSpec, 'initContainers'), ...listAt(workload.podSpec, 'containers')];
}
