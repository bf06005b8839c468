import { load, loadAll } from 'js-yaml';
import { isMapping, listAt, mappingAt, textAt, type Mapping } from '../../../text/mapping';
import { patched, type PatchOperation } from './object-difference';
import { targetKey, targetOf } from './object-target';
import { ifReadable } from '../../../text/if-readable';

/**
 * An environment's committed objects: those of a file in the base, changed by the component whose files READ returns. An
 * invalid component changes nothing here; another check reports that it was edited by hand.
 */
export function committedIn(
  objects: readonly Mapping[],
  file: string,
  read: (name: string) => string | undefined,
): Mapping[] {
  const component = parsed(read('kustomization.yaml'));
  const patches = new Map(
    listAt(component, 'patches').map((patch) => {
      const { kind, ...metadata } = mappingAt(patch, 'target');
      const name = textAt(metadata, 'name')?.replaceAll('\\.', '.');
      return [targetKey(targetOf({ kind, metadata: { ...metadata, name } })), textAt(patch, 'path') ?? ''];
    }),
  );
  const changed = objects.flatMap((object) => {
    const path = patches.get(targetKey(targetOf(object)));
    return path === undefined ? [object] : applied(object, parsed(read(path)));
  });
  const added = listAt(component, 'resources').includes(file) ? documents(read(file)) : [];
  return [...changed, ...added];
}

function applied(object: Mapping, patch: unknown): Mapping[] {
  if (Array.isArray(patch)) return [patched(object, patch as PatchOperation[]) ?? object];
  if (!isMapping(patch)) return [object];
  if (patch['$patch'] === 'delete') return [];
  return [{ ...object, data: { ...mappingAt(object, 'data'), ...mappingAt(patch, 'data') } }];
}

function documents(text: string | undefined): Mapping[] {
  return ifReadable(() => loadAll(text ?? '').filter(isMapping)) ?? [];
}

function parsed(text: string | undefined): unknown {
  return text === undefined ? undefined : ifReadable(() => load(text));
}
