import { posix } from 'node:path';
import { isMap, isScalar, isSeq, LineCounter, parseDocument, type Document } from 'yaml';
import { textAt } from '../text/mapping';
import type { BuildInputs } from './build-inputs';

/** A part of a kustomization without which a build has not a fault. */
export interface Cause {
  /** The kustomization. */
  readonly path: string;
  /** `images (line 9)`. */
  readonly what: string;
}

/** Whether these files still build with the fault. LEFTOUT: the same for the same files. */
export type HasFault = (files: ReadonlyMap<string, Buffer>, leftOut: string) => boolean;

/** Nobody waits for the builds of more. */
const MOST_CANDIDATES = 60;

/** What a kustomization builds from, and what it is: without these there is nothing to look at. */
const KEPT = new Set(['apiVersion', 'kind', 'metadata', 'resources', 'bases']);

interface Candidate extends Cause {
  /** Where it is in the file: the field, and the index in its list. */
  readonly way: readonly [string] | readonly [string, number];
  /** What is looked at first: a part of a Component before the Component, and what makes an object last. */
  readonly rank: number;
}

/**
 * The part of a kustomization that makes a fault: found by leaving out each in turn and building again. Where several make
 * the same fault, one of them.
 */
export function causeOf(
  inputs: BuildInputs,
  isManaged: (path: string) => boolean,
  hasFault: HasFault,
): Cause | undefined {
  const candidates = [...inputs.kustomizations.keys()]
    .filter((path) => !isManaged(path))
    .flatMap((path) => candidatesIn(path, textOf(inputs, path)))
    .toSorted((one, other) => one.rank - other.rank)
    .slice(0, MOST_CANDIDATES);
  const isWithout = (parts: readonly Candidate[]): boolean =>
    !hasFault(filesWithout(inputs, parts), JSON.stringify(parts.map(({ path, way }) => [path, way])));
  const alone = candidates.find((one) => isWithout([one]));
  return alone ?? candidates.find((_, index) => isWithout(candidates.slice(0, index + 1)));
}

function textOf(inputs: BuildInputs, path: string): string {
  return inputs.files.get(path)?.toString('utf8') ?? '';
}

function candidatesIn(path: string, text: string): Candidate[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0 || !isMap(document.contents)) return [];
  return document.contents.items.flatMap(({ key, value }): Candidate[] => {
    const field = isScalar(key) ? String(key.value) : '';
    if (KEPT.has(field)) return [];
    const ways: Candidate['way'][] =
      isSeq(value) && value.items.length > 0
        ? value.items.map((_, index) => [field, index] as const)
        : [[field]];
    return ways.map((way) => {
      const node = way.length === 1 ? key : document.getIn(way, true);
      const range = (node as { range?: readonly number[] } | undefined)?.range;
      const line = range === undefined ? 0 : lines.linePos(range[0] ?? 0).line;
      const what = `${field}${namedIn(document, way)} (line ${line})`;
      return { path, what, way, rank: rankOf(document, way) };
    });
  });
}

function rankOf(document: Document, way: Candidate['way']): number {
  const [field] = way;
  const behavior = textAt(entryAt(document, way), 'behavior') ?? 'create';
  if (/^(configMap|secret)Generator$/.test(field) && behavior === 'create') return 2;
  return field === 'components' ? 1 : 0;
}

function entryAt(document: Document, way: Candidate['way']): unknown {
  const node = document.getIn(way);
  return isMap(node) ? node.toJSON() : node;
}

/** The file that an entry names. */
function namedIn(document: Document, way: Candidate['way']): string {
  if (way.length === 1) return '';
  const entry = entryAt(document, way);
  const text = typeof entry === 'string' ? entry : (textAt(entry, 'path') ?? textAt(entry, 'name'));
  return text === undefined || text.includes('\n') ? '' : ` ${posix.normalize(text)}`;
}

function filesWithout(inputs: BuildInputs, parts: readonly Candidate[]): ReadonlyMap<string, Buffer> {
  const files = new Map(inputs.files);
  for (const path of new Set(parts.map((one) => one.path))) {
    const document = parseDocument(textOf(inputs, path));
    // From the end, so that an index still is that of its entry.
    const ways = parts.filter((one) => one.path === path).map(({ way }) => way);
    for (const way of ways.toSorted(([, one = 0], [, other = 0]) => other - one)) document.deleteIn(way);
    files.set(path, Buffer.from(document.toString(), 'utf8'));
  }
  return files;
}
