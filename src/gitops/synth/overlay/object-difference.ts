import { applyPatch, createPatch, Pointer } from 'rfc6902';
import { isMapping, textAt, type Mapping } from '../../../text/mapping';

/** One step of a JSON patch (RFC 6902), as kustomize reads it. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string;
  readonly value?: unknown;
}

/**
 * What makes AFTER of BEFORE. What is in a list is found by its place there, and may be another thing where somebody
 * patches the base: then a test of what stood there fails the build, where the wrong thing would be changed.
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
 * That each item of a list on the way has the name that it had, and that what is replaced is what was there. An item
 * without a name is found by its place alone: kustomize's own labels may have changed it.
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

/** The object with the operations applied; undefined where one of them does not fit. */
export function patched(object: Mapping, operations: readonly PatchOperation[]): Mapping | undefined {
  const result = structuredClone(object);
  const errors = applyPatch(result, operations as Parameters<typeof applyPatch>[1]);
  return errors.every((error) => error === null) ? result : undefined;
}
