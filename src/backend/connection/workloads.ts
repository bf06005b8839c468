import { listAt, mappingAt, textAt } from '../../text/mapping';
import { containersOf, type Workload } from '../../gitops/tree/workload';

/** The keys of a Secret that a workload names in its env. */
export function keysNamed(workload: Workload, secret: string): ReadonlySet<string> {
  return new Set(references(workload, secret).map(({ key }) => key));
}

/** The keys of a Secret that a workload uses for a variable. */
export function keysForVariable(workload: Workload, secret: string, variable: string): string[] {
  return references(workload, secret).flatMap((one) => (one.variable === variable ? one.key : []));
}

/** True if a workload reads the key, by its name or as a part of the whole Secret. */
export function readsKey(workload: Workload, secret: string, key: string): boolean {
  return (
    readsVariable(workload, secret, key) ||
    listAt(workload.podSpec, 'volumes').some((volume) => mountsSecret(volume, secret))
  );
}

/** The same, but not as a file. */
export function readsVariable(workload: Workload, secret: string, key: string): boolean {
  return (
    keysNamed(workload, secret).has(key) ||
    containersOf(workload)
      .flatMap((container) => listAt(container, 'envFrom'))
      .some((from) => textAt(mappingAt(from, 'secretRef'), 'name') === secret)
  );
}

function references(workload: Workload, secret: string): { variable: string | undefined; key: string }[] {
  return containersOf(workload)
    .flatMap((container) => listAt(container, 'env'))
    .flatMap((variable) => {
      const reference = mappingAt(variable, 'valueFrom', 'secretKeyRef');
      const key = textAt(reference, 'key');
      if (textAt(reference, 'name') !== secret || key === undefined) return [];
      return [{ variable: textAt(variable, 'name'), key }];
    });
}

function mountsSecret(volume: unknown, secret: string): boolean {
  return (
    textAt(mappingAt(volume, 'secret'), 'secretName') === secret ||
    listAt(mappingAt(volume, 'projected'), 'sources').some(
      (source) => textAt(mappingAt(source, 'secret'), 'name') === secret,
    )
  );
}
