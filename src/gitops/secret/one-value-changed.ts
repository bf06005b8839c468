import { isDeepStrictEqual } from 'node:util';
import { isMap, isScalar, type ParsedNode } from 'yaml';
import { secondOpinion } from '../second-parser';
import { documentsOf, forgetDocuments, type YamlDocument } from '../yaml-documents';
import { at, type ManifestFile, type ManifestObject, type Part } from './secret-object';

/** The one thing that an edit is meant to do. */
export interface Change {
  readonly secret: ManifestObject;
  readonly part: Part;
  readonly key: string;
  readonly written: string;
}

/**
 * A judge of edited texts: does one differ from the file by this change alone, and what aliases of the value
 * make of it? Two parsers have to agree. The file's nodes carry the change from here on.
 */
export function judgeOf(file: ManifestFile, change: Change): (edited: string) => boolean {
  const before = dataOf(file.documents);
  const other = secondOpinion(file.text);
  forgetDocuments(file.text);
  carryOut(change);
  const expected = dataOf(file.documents);
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
  try {
    return documents.map((document) => document.toJS() as unknown);
  } catch {
    return undefined; // aliases that multiply without end
  }
}

function carryOut({ secret, part, key, written }: Change): void {
  const values = at(secret.map, part);
  if (!isMap(values)) {
    secret.document.setIn([...pathTo(secret), part], secret.document.createNode({ [key]: written }));
    return;
  }
  const old = at(values, key);
  if (isScalar(old)) old.value = written;
  else
    values.set(
      secret.document.createNode(key) as ParsedNode,
      secret.document.createNode(written) as ParsedNode,
    );
}

/** Where the Secret is in its document: the root, or an item of a List. */
function pathTo({ document, map }: ManifestObject): (string | number)[] {
  const items =
    isMap(document.contents) && document.contents !== map ? at(document.contents, 'items') : undefined;
  if (!items || !('items' in items)) return [];
  return ['items', (items.items as readonly unknown[]).indexOf(map)];
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
