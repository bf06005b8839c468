import { applyPatch, createPatch, Pointer } from 'rfc6902';
import { isMapping, type Mapping } from '../cluster-object';

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
  return createPatch(before, after).flatMap((operation): PatchOperation[] => {
    const test = operation.op === 'add' ? undefined : testOf(state, operation.path);
    applyPatch(state, [operation]);
    const { op, path } = operation;
    const step = 'value' in operation ? { op, path, value: operation.value as unknown } : { op, path };
    return test === undefined ? [step] : [test, step];
  });
}

/** Of an object in a list its name says enough. */
function testOf(state: Mapping, path: string): PatchOperation | undefined {
  if (!/\/\d+(\/|$)/.test(path)) return undefined;
  const value: unknown = Pointer.fromJSON(path).get(state);
  if (isMapping(value))
    return 'name' in value ? { op: 'test', path: `${path}/name`, value: value['name'] } : undefined;
  return { op: 'test', path, value };
}

/** The object with the operations applied; undefined where one of them does not fit. */
export function patched(object: Mapping, operations: readonly PatchOperation[]): Mapping | undefined {
  const result = structuredClone(object);
  const errors = applyPatch(result, operations as Parameters<typeof applyPatch>[1]);
  return errors.every((error) => error === null) ? result : undefined;
}
