import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type YAMLMap } from 'yaml';
import { nodeAt, stringOf } from '../yaml/nodes';
import { dataByJsYaml, dataByYaml, dataOf } from '../yaml/parsers';
import type { ManifestFile, ManifestObject, Part } from './secret-object';

/** The one thing that an edit is meant to do. */
export interface Change {
  readonly secret: ManifestObject;
  readonly part: Part;
  readonly key: string;
  readonly written: string;
}

/**
 * Tells whether an edited text differs from the file by this change alone, and by what aliases of the value make of it.
 * Two parsers have to agree.
 */
export function verifierOf(file: ManifestFile, change: Change): (edited: string) => boolean {
  const before = dataOf(file.documents);
  const other = dataByJsYaml(file.text);
  const undo = carryOut(change);
  const expected = dataOf(file.documents);
  undo();
  if (before === undefined || expected === undefined || other === undefined) return () => false;
  const wanted = differences(before, expected);
  return (edited) => {
    const second = dataByJsYaml(edited);
    return (
      isDeepStrictEqual(dataByYaml(edited), expected) &&
      second !== undefined &&
      isDeepStrictEqual(differences(other, second), wanted)
    );
  };
}

/** Makes the change in the nodes, which others may have read too, and returns how to undo it. */
function carryOut({ secret: { document, map }, part, key, written }: Change): () => void {
  const values = nodeAt(map, part);
  const old = nodeAt(values, key);
  if (isScalar(old)) {
    const was = old.value;
    // In the scalar itself, so that its aliases have the new value too.
    old.value = written;
    return () => void (old.value = was);
  }
  const holder: YAMLMap = isMap(values) ? values : map;
  const pair = isMap(values)
    ? document.createPair(key, written)
    : document.createPair(part, { [key]: written });
  const { items } = holder;
  holder.items = [...items.filter((one) => stringOf(one.key) !== stringOf(pair.key)), pair];
  return () => void (holder.items = items);
}

interface Difference {
  readonly path: readonly (string | number)[];
  readonly after: unknown;
}

/** Where two trees of data are not the same, and what is there afterwards. */
function differences(before: unknown, after: unknown, path: readonly (string | number)[] = []): Difference[] {
  if (isTree(before) && isTree(after) && Array.isArray(before) === Array.isArray(after)) {
    const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
    return [...keys].sort().flatMap((key) => differences(before[key], after[key], [...path, key]));
  }
  return isDeepStrictEqual(before, after) ? [] : [{ path, after }];
}

function isTree(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
