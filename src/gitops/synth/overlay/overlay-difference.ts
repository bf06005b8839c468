import { isDeepStrictEqual } from 'node:util';
import { mappingAt, textAt, type Mapping } from '../../../text/mapping';
import { withNamespace } from '../../../kubernetes/manifests';
import { objectDifference } from './object-difference';
import { targetKey, targetOf, type ObjectTarget } from './object-target';
import type { Overlay } from './overlay';

/**
 * Adds the difference between an environment's objects and the base's to OVERLAY. An object that the base does not have
 * gets NAMESPACE, which the base's kustomization sets for its own objects.
 */
export function addDifference(
  overlay: Overlay,
  base: readonly Mapping[],
  wanted: readonly Mapping[],
  namespace: string | undefined,
): void {
  const known = new Map(base.map((object) => [targetKey(targetOf(object)), object]));
  const kept = new Set<string>();
  for (const object of wanted) {
    const target = targetOf(object);
    const key = targetKey(target);
    const before = known.get(key);
    kept.add(key);
    if (before === undefined) overlay.add(withNamespace(object, namespace));
    else if (!isDeepStrictEqual(before, object)) {
      const isSecret = target.kind === 'Secret';
      overlay.patch(target, isSecret ? dataDifference(before, object) : objectDifference(before, object));
    }
  }
  for (const [key, object] of known) {
    if (!kept.has(key)) overlay.remove(targetOf(object), textAt(object, 'apiVersion') ?? '');
  }
}

/** A merge patch with the kind Secret, so that redaction and secret scanners recognise it. */
function dataDifference(before: Mapping, after: Mapping): Mapping {
  const old = mappingAt(before, 'data');
  const now = mappingAt(after, 'data');
  const changed = Object.entries(now).filter(([key, value]) => old[key] !== value);
  const gone = Object.keys(old).filter((key) => !(key in now));
  return secretPatch(targetOf(after), {
    data: Object.fromEntries([...changed, ...gone.map((key): [string, null] => [key, null])]),
  });
}

/** A patch that is merged into a Secret. Null removes a key. */
export function secretPatch({ kind, ...metadata }: ObjectTarget, content: Mapping): Mapping {
  return { apiVersion: 'v1', kind, metadata, ...content };
}
