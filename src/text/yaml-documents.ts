import { parseAllDocuments, type Document } from 'yaml';
import { Refusal } from './refusal';
import { lineNumberAt, type Line } from './text-lines';
import { ifReadable } from './if-readable';

export type YamlDocument = Document.Parsed;

/** The documents of a file as nodes with their places. @throws Refusal where it is not sound YAML. */
export function parseDocuments(text: string, lines: readonly Line[], path: string): YamlDocument[] {
  const documents = documentsOf(text);
  const error = documents.flatMap((document) => document.errors)[0];
  if (error !== undefined) {
    // Never the parser's own message: it quotes the text, and the text may hold a secret.
    const line = lineNumberAt(lines, error.pos[0]);
    throw Refusal.of(
      'not-yaml',
      path,
      `line ${line} is not valid YAML (${error.code.toLowerCase().replaceAll('_', ' ')}); mend it, then run again`,
    );
  }
  return documents;
}

/** An edit has its file read by several in turn, none of which may change what was read. */
const lately = new Map<string, YamlDocument[]>();
const LATELY_AT_MOST = 4;

/** Merge keys are read, as Kubernetes reads them; plain errors, since pretty ones quote the source. */
export function documentsOf(text: string): YamlDocument[] {
  const known = lately.get(text);
  if (known !== undefined) return known;
  const documents = [...parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'error' })];
  const [oldest] = lately.keys();
  if (lately.size === LATELY_AT_MOST && oldest !== undefined) lately.delete(oldest);
  lately.set(text, documents);
  return documents;
}

/** From where a node's own text starts to where it ends, comments behind it not included. */
export function rangeOf(node: {
  range?: readonly [number, number, number] | null | undefined;
}): [number, number] {
  if (!node.range) throw new Error('a parsed YAML node has no range');
  return [node.range[0], node.range[1]];
}

/** Before anything else is judged: the two sides of a conflict look like duplicate keys and broken lists. */
export function refuseConflictMarkers(lines: readonly Line[], path: string): void {
  const index = lines.findIndex(({ text }) => /^(?:<{7}|>{7})(?: |$)/.test(text));
  if (index < 0) return;
  throw Refusal.of(
    'conflict-marker',
    path,
    `line ${index + 1} is a git conflict marker; resolve the merge conflict, then run again`,
  );
}

/** What `yaml` reads in a text; undefined where it is not sound. `secondOpinion` is js-yaml's. */
export function firstOpinion(text: string): unknown[] | undefined {
  const documents = documentsOf(text);
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  // Aliases that multiply without end are not.
  return ifReadable(() => documents.map((document) => document.toJS() as unknown));
}
