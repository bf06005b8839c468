import { isDeepStrictEqual } from 'node:util';
import type { ClusterObject } from '../gitops/tree/cluster-object';
import { workloadsOf } from '../gitops/tree/workload';
import { INSTANCE_LABEL, MANAGED_BY } from '../kubernetes/labels';
import { isMapping, mappingAt, type Mapping } from '../text/mapping';
import type { Built } from './built';
import type { Finding } from './expectation';

/** The objects that the plan changes although it has nothing to do with them. ISPATCHED: a Component of ours patches workloads. */
export function checkOthers(before: Built, after: Built, isPatched: boolean): Finding[] {
  const now = new Map(after.objects.map((object) => [identityOf(object), object]));
  return before.objects.flatMap((object): Finding[] => {
    const { kind, name } = object;
    const same = now.get(identityOf(object));
    // It may become ours: earlier versions did not label the objects of a user's own capability.
    if (isOurs(object) || (same && isOurs(same))) return [];
    const finding = (what: string): Finding[] => [
      { code: 'build-other-object', fault: `${kind} ${name}`, message: `${kind} ${name} would ${what}` },
    ];
    if (same === undefined) return finding('be gone');
    // Their values change as the plan says, and their environment is checked as a connection.
    if (kind === 'Secret' || kind === 'ConfigMap') return [];
    const isWorkload = workloadsOf([object]).length > 0;
    if (isWorkload && isPatched) return [];
    const [was, is] = isWorkload ? [withoutEnvironment(object), withoutEnvironment(same)] : [object, same];
    return isDeepStrictEqual(was.manifest, is.manifest) ? [] : finding('change');
  });
}

function identityOf({ kind, apiVersion, name, namespace }: ClusterObject): string {
  return [apiVersion.replace(/[^/]*$/, ''), kind, namespace ?? '', name].join(' ');
}

function isOurs({ manifest }: ClusterObject): boolean {
  const labels = mappingAt(manifest, 'metadata', 'labels');
  return (
    INSTANCE_LABEL in labels || Object.entries(MANAGED_BY).every(([key, value]) => labels[key] === value)
  );
}

function withoutEnvironment(object: ClusterObject): ClusterObject {
  const strip = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(strip);
    if (!isMapping(value)) return value;
    return Object.fromEntries(
      Object.entries(value)
        .filter(([key]) => key !== 'env' && key !== 'envFrom' && key !== 'annotations')
        .map(([key, one]) => [key, strip(one)]),
    );
  };
  return { ...object, manifest: strip(object.manifest) as Mapping };
}
