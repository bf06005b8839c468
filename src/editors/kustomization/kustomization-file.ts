import { isAlias, isMap, isScalar, isSeq, type YAMLMap, type YAMLSeq } from 'yaml';
import { Refusal } from '../../text/refusal';
import { lineIndexAt, lineNumberAt, linesOf, type Line } from '../../text/text-lines';
import { commentsOf, type Comment } from '../../text/yaml-comments';
import { parseDocuments, rangeOf, refuseConflictMarkers, type YamlDocument } from '../../text/yaml-documents';
import { fieldOf, type Field, type PathListName } from './kustomization-field';
import { refuseDuplicateList, refuseForeign, rootOf } from './preconditions';

/** An active entry of the list, and the place of its text, quotes included. */
export interface ActiveItem {
  readonly value: string;
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

/** What stands at the list's field. */
export type Entries =
  | { readonly kind: 'absent' }
  | { readonly kind: 'null'; readonly keyLine: number; readonly range: readonly [number, number] }
  | {
      readonly kind: 'flow';
      readonly range: readonly [number, number];
      readonly items: readonly ActiveItem[];
    }
  | { readonly kind: 'block'; readonly indent: string; readonly items: readonly ActiveItem[] };

/** A kustomization as it was found: its text, and where in it things are that concern one of its lists. */
export interface KustomizationFile {
  readonly text: string;
  readonly path: string;
  readonly lines: readonly Line[];
  /** Comments with a line of their own. */
  readonly comments: readonly Comment[];
  readonly root: YAMLMap.Parsed | undefined;
  readonly list: PathListName;
  readonly entries: Entries;
  /** Lines that belong to the list: from the one behind the key to the one before the next key. */
  readonly region: readonly [number, number];
}

/** @throws Refusal where it is not the one Kustomization that kustomize would read. */
export function readKustomization(
  text: string,
  path: string,
  list: PathListName = 'resources',
): KustomizationFile {
  const lines = linesOf(text);
  refuseConflictMarkers(lines, path);
  refuseDuplicateList(text, list, lines, path);
  const documents = parseDocuments(text, lines, path);
  const first = documents.find(({ contents }) => isMap(contents))?.contents;
  if (isMap(first)) refuseForeign(first, lines, path);
  const root = rootOf(documents, lines, path);
  const document = documents[0];
  const field = root && fieldOf(root, list);
  return {
    text,
    path,
    lines,
    comments: commentsOf(text, lines).filter(({ alone }) => alone),
    root,
    list,
    entries: field && document ? entriesAt(text, lines, field, document, path, list) : { kind: 'absent' },
    region: regionOf(text, lines, root, field),
  };
}

/** The strings of a list such as `bases`. */
export function entriesOf(root: YAMLMap.Parsed | undefined, key: string): string[] {
  const list = root && fieldOf(root, key)?.value;
  if (!isSeq(list)) return [];
  return list.items.flatMap((item) => (isScalar(item) && typeof item.value === 'string' ? [item.value] : []));
}

function entriesAt(
  text: string,
  lines: readonly Line[],
  field: Field,
  document: YamlDocument,
  path: string,
  list: PathListName,
): Entries {
  const { key, value } = field;
  const keyLine = lineIndexAt(lines, rangeOf(key)[0]);
  if (!value || (isScalar(value) && value.value === null)) {
    return { kind: 'null', keyLine, range: value ? rangeOf(value) : [rangeOf(key)[1], rangeOf(key)[1]] };
  }
  if (!isSeq(value)) {
    const what = isMap(value) ? 'a mapping' : isAlias(value) ? 'an alias' : 'a single value';
    throw Refusal.of(
      `${list}-not-a-list`,
      path,
      `line ${keyLine + 1} has ${what} as ${list}, wanted a list of paths; make it a list, then run again`,
    );
  }
  const sequence: YAMLSeq.Parsed = value;
  const range = rangeOf(sequence);
  const items = sequence.items.flatMap((item) => {
    const node = isAlias(item) ? item.resolve(document) : item;
    if (isScalar(node) && node.value === null) return []; // a bare dash lists nothing
    const [start, end] = rangeOf(item);
    if (isScalar(node) && typeof node.value === 'string') {
      return [{ value: node.value, source: text.slice(start, end), start, end }];
    }
    throw Refusal.of(
      `${list}-not-a-list`,
      path,
      `line ${lineNumberAt(lines, start)} has an item in ${list} that is no path, which kustomize refuses; mend it, then run again`,
    );
  });
  if (sequence.flow) return { kind: 'flow', range, items };
  return { kind: 'block', indent: text.slice(lines[lineIndexAt(lines, range[0])]?.start, range[0]), items };
}

function regionOf(
  text: string,
  lines: readonly Line[],
  root: YAMLMap.Parsed | undefined,
  field: Field | undefined,
): readonly [number, number] {
  if (!root || !field || root.flow) return [0, 0];
  const first = lineIndexAt(lines, rangeOf(field.key)[0]) + 1;
  const next = root.items[root.items.indexOf(field) + 1];
  const last = next ? lineIndexAt(lines, rangeOf(next.key)[0]) : lines.length;
  const boundary = lines.findIndex(
    ({ text: line }, index) => index >= first && /^(?:---|\.\.\.)(?:\s|$)/.test(line),
  );
  return [first, boundary >= 0 && boundary < last ? boundary : last];
}
