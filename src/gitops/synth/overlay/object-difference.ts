import { applyPatch, createPatch, Pointer } from 'rfc6902';
import { isMapping, textAt, type Mapping } from '../../../text/mapping';

/** One step of a JSON patch (RFC 6902), as kustomize reads it. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/**
 * The JSON patch from BEFORE to AFTER. It addresses list items by their index. If another patch changes the list, a `test`
 * of the item's old content fails the build, instead of changing the wrong item.
 */
export function objectDifference(before: Mapping, after: Mapping): PatchOperation[] {
  const state = structuredClone(before);
  const asked = new Set<string>();
  return createPatch(before, after).flatMap((operation): PatchOperation[] => {
    const tests = testsOf(state, operation).filter((test) => !asked.has(JSON.stringify(test)));
    for (const test of tests) asked.add(JSON.stringify(test));
    applyPatch(state, [operation]);
    const { op, path } = operation;
    return [...tests, 'value' in operation ? { op, path, value: operation.value as unknown } : { op, path }];
  });
}

/**
 * Tests that each list item on the path has its old name, and that a replaced value is the old value. An item without a
 * name is not tested, since kustomize's own labels may have changed it.
 */
function testsOf(state: Mapping, { op, path }: PatchOperation): PatchOperation[] {
  const items = [...path.matchAll(/\/\d+(?=\/|$)/g)].map(({ index, 0: { length } }) =>
    path.slice(0, index + length),
  );
  const valueAt = (at: string): unknown => Pointer.fromJSON(at).get(state);
  const names = items
    .filter((item) => !(op === 'add' && item === path))
    .flatMap((item): PatchOperation[] => {
      const name = textAt(valueAt(item), 'name');
      return name === undefined ? [] : [{ op: 'test', path: `${item}/name`, value: name }];
    });
  const value = op === 'add' || items.length === 0 ? undefined : valueAt(path);
  const isPlain = value !== undefined && !isMapping(value) && !names.some(({ path: name }) => name === path);
  return isPlain ? [...names, { op: 'test', path, value }] : names;
}

/** The object with the operations applied; undefined if one of them fails. */
export function patched(object: Mapping, operations: readonly PatchOperation[]): Mapping | undefined {
  const result = structuredClone(object);
  const errors = applyPatch(result, operations as Parameters<typeof applyPatch>[1]);
  return errors.every((error) => error === null) ? result : undefined;
}
