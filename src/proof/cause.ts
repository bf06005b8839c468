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

/** Nobody waits for more builds than that. */
const MOST_BUILDS = 60;

/** What a kustomization builds from, and what it is: without these there is nothing to look at. */
const KEPT = new Set(['apiVersion', 'kind', 'metadata', 'resources', 'bases', 'configMapGenerator']);

interface Candidate extends Cause {
  /** The kustomization without that part. */
  readonly bytes: Buffer;
}

/**
 * The part of a kustomization that makes a fault: found by leaving out each in turn and building again. HASFAULT: whether
 * these files still build, with the fault.
 */
export function causeOf(
  inputs: BuildInputs,
  isManaged: (path: string) => boolean,
  hasFault: (files: ReadonlyMap<string, Buffer>, without: Cause) => boolean,
): Cause | undefined {
  const candidates = [...inputs.kustomizations.keys()]
    .filter((path) => !isManaged(path))
    .flatMap((path) => candidatesIn(path, inputs.files.get(path)?.toString('utf8') ?? ''));
  // A Component is the cause where none of its own parts is.
  const order = [
    ...candidates.filter(({ what }) => !isComponent(what)),
    ...candidates.filter(({ what }) => isComponent(what)),
  ];
  return order
    .slice(0, MOST_BUILDS)
    .find((one) => !hasFault(new Map([...inputs.files, [one.path, one.bytes]]), one));
}

function isComponent(what: string): boolean {
  return what.startsWith('components');
}

function candidatesIn(path: string, text: string): Candidate[] {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  if (document.errors.length > 0 || !isMap(document.contents)) return [];
  return document.contents.items.flatMap(({ key, value }): Candidate[] => {
    const field = isScalar(key) ? String(key.value) : '';
    if (KEPT.has(field)) return [];
    const parts: (readonly unknown[])[] = [[field]];
    if (isSeq(value) && value.items.length > 0) {
      parts.splice(0, 1, ...value.items.map((_, index) => [field, index]));
    }
    return parts.map((way) => {
      const node = way.length === 1 ? key : document.getIn(way, true);
      const range = (node as { range?: readonly number[] } | undefined)?.range;
      const line = range === undefined ? 0 : lines.linePos(range[0] ?? 0).line;
      return {
        path,
        what: `${field}${namedIn(document, way)} (line ${line})`,
        bytes: without(text, way),
      };
    });
  });
}

/** The file that an entry names. */
function namedIn(document: Document, way: readonly unknown[]): string {
  if (way.length === 1) return '';
  const node = document.getIn(way);
  const entry: unknown = isMap(node) ? node.toJSON() : node;
  const text = typeof entry === 'string' ? entry : (textAt(entry, 'path') ?? textAt(entry, 'name'));
  return text === undefined || text.includes('\n') ? '' : ` ${posix.normalize(text)}`;
}

function without(text: string, way: readonly unknown[]): Buffer {
  const document = parseDocument(text);
  document.deleteIn(way);
  return Buffer.from(document.toString(), 'utf8');
}
