import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type Pair, type YAMLMap } from 'yaml';
import { secondOpinion } from '../../text/second-parser';
import { documentsOf, type YamlDocument } from '../../text/yaml-documents';
import { at, type ManifestFile, type ManifestObject, type Part } from './secret-object';
import { ifReadable } from '../../text/if-readable';

/** The one thing that an edit is meant to do. */
export interface Change {
  readonly secret: ManifestObject;
  readonly part: Part;
  readonly key: string;
  readonly written: string;
}

/**
 * A judge of edited texts: does one differ from the file by this change alone, and what aliases of the value
 * make of it? Two parsers have to agree.
 */
export function judgeOf(file: ManifestFile, change: Change): (edited: string) => boolean {
  const before = dataOf(file.documents);
  const other = secondOpinion(file.text);
  const undo = carryOut(change);
  const expected = dataOf(file.documents);
  undo();
  if (before === undefined || expected === undefined || other === undefined) return () => false;
  const wanted = differences(before, expected);
  return (edited) => {
    const documents = documentsOf(edited);
    const second = secondOpinion(edited);
    return (
      documents.every(({ errors }) => errors.length === 0) &&
      isDeepStrictEqual(dataOf(documents), expected) &&
      second !== undefined &&
      isDeepStrictEqual(differences(other, second), wanted)
    );
  };
}

function dataOf(documents: readonly YamlDocument[]): unknown[] | undefined {
  // Aliases that multiply without end are not.
  return ifReadable(() => documents.map((document) => document.toJS() as unknown));
}

/** Makes the change in the nodes, which others may have read too, and says how to undo it. */
function carryOut({ secret, part, key, written }: Change): () => void {
  const { document, map } = secret;
  const values = at(map, part);
  if (!isMap(values)) return putInto(map, document.createPair(part, { [key]: written }));
  const old = at(values, key);
  if (!isScalar(old)) return putInto(values, document.createPair(key, written));
  const was = old.value;
  // In the scalar itself, so that its aliases have the new value too.
  old.value = written;
  return () => void (old.value = was);
}

function putInto(map: YAMLMap.Parsed, pair: Pair): () => void {
  const items = map.items as Pair[];
  const index = items.findIndex(
    ({ key }) => isScalar(key) && isScalar(pair.key) && key.value === pair.key.value,
  );
  const replaced = items.splice(index < 0 ? items.length : index, 1, pair);
  return () => void items.splice(items.indexOf(pair), 1, ...replaced);
}

interface Difference {
  readonly path: readonly (string | number)[];
  readonly after: unknown;
}

/** Where two trees of data are not the same, and what stands there afterwards. */
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
