import { isDeepStrictEqual } from 'node:util';
import { mappingAt, textAt, type Mapping } from '../../../text/mapping';
import { withNamespace } from '../../../kubernetes/manifests';
import { objectDifference } from './object-difference';
import { targetKey, targetOf, type ObjectTarget } from './object-target';
import type { Overlay } from './overlay';

/**
 * Notes in OVERLAY what makes the objects of an environment of those of the base; what that has not gets the NAMESPACE
 * that the base's kustomization gives its own.
 */
export function noteDifference(
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

/** What is a Secret says so, for those who look for secrets in what is written. */
function dataDifference(before: Mapping, after: Mapping): Mapping {
  const old = mappingAt(before, 'data');
  const now = mappingAt(after, 'data');
  const changed = Object.entries(now).filter(([key, value]) => old[key] !== value);
  const gone = Object.keys(old).filter((key) => !(key in now));
  return secretPatch(targetOf(after), {
    data: Object.fromEntries([...changed, ...gone.map((key): [string, null] => [key, null])]),
  });
}

/** A patch that is merged into a Secret; null takes a key away. */
export function secretPatch({ kind, ...metadata }: ObjectTarget, content: Mapping): Mapping {
  return { apiVersion: 'v1', kind, metadata, ...content };
}
