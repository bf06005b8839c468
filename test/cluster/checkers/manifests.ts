import { dump, loadAll } from 'js-yaml';

/** A Kubernetes object, as far as it is looked at here. */
export interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly spec?: { readonly template?: PodTemplate; readonly containers?: readonly object[] };
}

interface PodTemplate {
  readonly metadata?: object;
  readonly spec: { readonly containers: Record<string, unknown>[] };
}

/** How an object is called in a finding. */
export function nameOf({ kind, metadata }: KubernetesObject): string {
  return `${kind} ${metadata.name}`;
}

export function parse(manifests: string): KubernetesObject[] {
  return loadAll(manifests) as KubernetesObject[];
}

export function print(objects: readonly KubernetesObject[]): string {
  return objects.map((object) => dump(object, { noRefs: true })).join('---\n');
}

/** The pods that the workloads would make. */
export function pods(objects: readonly KubernetesObject[]): KubernetesObject[] {
  return objects.flatMap(({ metadata: { name }, spec: { template } = {} }) =>
    template === undefined
      ? []
      : [
          {
            apiVersion: 'v1',
            kind: 'Pod',
            ...template,
            metadata: { ...template.metadata, name: `${name}-pod` },
          },
        ],
  );
}

/** The same manifests with other fields in the database's container: a defect, planted. */
export function withContainer(manifests: string, fields: Readonly<Record<string, unknown>>): string {
  const objects = parse(manifests);
  const containers = objects.find(({ kind }) => kind === 'StatefulSet')?.spec?.template?.spec.containers;
  if (containers?.[0] === undefined) throw new Error('there is no StatefulSet with a container');
  Object.assign(containers[0], fields);
  return print(objects);
}
