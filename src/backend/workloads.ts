import { listAt, mappingAt, textAt, type ClusterObject, type Mapping } from '../gitops/cluster-object';

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
    const path = TEMPLATE_PATHS[object.kind];
    if (path === undefined) return [];
    const template = mappingAt(object.manifest, ...path);
    return [
      { object, labels: mappingAt(template, 'metadata', 'labels'), podSpec: mappingAt(template, 'spec') },
    ];
  });
}

export function containersOf(workload: Workload): readonly unknown[] {
  return [...listAt(workload.podSpec, 'initContainers'), ...listAt(workload.podSpec, 'containers')];
}

/** The keys that a workload names of a Secret: `all` where it takes the whole of it. */
export function keysRead(workload: Workload, secret: string): ReadonlySet<string> | 'all' {
  const keys = new Set<string>();
  let whole = listAt(workload.podSpec, 'volumes').some((volume) => mountsSecret(volume, secret));
  for (const container of containersOf(workload)) {
    whole ||= listAt(container, 'envFrom').some(
      (from) => textAt(mappingAt(from, 'secretRef'), 'name') === secret,
    );
    for (const variable of listAt(container, 'env')) {
      const reference = mappingAt(variable, 'valueFrom', 'secretKeyRef');
      const key = textAt(reference, 'key');
      if (textAt(reference, 'name') === secret && key !== undefined) keys.add(key);
    }
  }
  return whole ? 'all' : keys;
}

export function readsKey(workload: Workload, secret: string, key: string): boolean {
  const keys = keysRead(workload, secret);
  return keys === 'all' || keys.has(key);
}

function mountsSecret(volume: unknown, secret: string): boolean {
  return (
    textAt(mappingAt(volume, 'secret'), 'secretName') === secret ||
    listAt(mappingAt(volume, 'projected'), 'sources').some(
      (source) => textAt(mappingAt(source, 'secret'), 'name') === secret,
    )
  );
}
