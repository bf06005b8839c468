import { isAlias, isMap, isScalar, type Pair, type ParsedNode, type YAMLMap } from 'yaml';
import { isMapping } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import { lineIndexAt, lineNumberAt, linesOf, type Line } from '../../text/text-lines';
import { commentsOf, type Comment } from '../../text/yaml-comments';
import { parseDocuments, rangeOf, refuseConflictMarkers, type YamlDocument } from '../../text/yaml-documents';

export type ComposeSection = 'services' | 'volumes' | 'networks' | 'configs';

export type ComposePair = Pair<ParsedNode, ParsedNode | null>;

/** A compose.yaml as it was found: its text, and where in it things are. */
export interface ComposeFile {
  readonly text: string;
  readonly path: string;
  readonly lines: readonly Line[];
  readonly comments: readonly Comment[];
  readonly documents: readonly YamlDocument[];
  /** None where the file says nothing yet. */
  readonly root: YAMLMap.Parsed | undefined;
  /** What it says, aliases and merged keys resolved. */
  readonly data: Readonly<Record<string, unknown>>;
}

/** @throws Refusal where it is no file that Compose would read. */
export function readCompose(text: string, path: string): ComposeFile {
  const lines = linesOf(text);
  refuseConflictMarkers(lines, path);
  const documents = parseDocuments(text, lines, path);
  const full = documents.filter(
    ({ contents }) => contents && !(isScalar(contents) && contents.value === null),
  );
  if (full.length > 1) {
    throw Refusal.of(
      'several-documents',
      path,
      `holds ${full.length} YAML documents, of which it is not clear which one is meant; put all in one`,
    );
  }
  const root = full[0]?.contents;
  if (root && !isMap(root)) {
    throw Refusal.of('not-a-compose-file', path, 'is not a mapping; a compose file has services:');
  }
  const data = root ? (dataOf(full[0], path) as Record<string, unknown>) : {};
  refuseLookAlikes(data, path);
  return { text, path, lines, comments: commentsOf(text, lines), documents, root: root ?? undefined, data };
}

function dataOf(document: YamlDocument | undefined, path: string): unknown {
  try {
    return document?.toJS();
  } catch {
    throw Refusal.of('not-a-compose-file', path, 'has aliases that multiply without end; mend it');
  }
}

function refuseLookAlikes(data: Readonly<Record<string, unknown>>, path: string): void {
  if ('apiVersion' in data && 'kind' in data) {
    throw Refusal.of(
      'not-a-compose-file',
      path,
      `is a ${JSON.stringify(data['kind'])} of Kubernetes; give a compose file, or none for a new one`,
    );
  }
  const service = Object.entries(data).find(
    ([key, value]) => !key.startsWith('x-') && isMapping(value) && ('image' in value || 'build' in value),
  );
  if (service !== undefined && !('services' in data)) {
    throw Refusal.of(
      'not-a-compose-file',
      path,
      `has the service ${JSON.stringify(service[0])} at its top, as the first version of Compose had it and no later one reads; put all of them below services:`,
    );
  }
}

export function pairOf(map: YAMLMap.Parsed | undefined, key: string): ComposePair | undefined {
  return map?.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** What stands at a section: its key with nothing in it yet, or its entries. @throws Refusal for anything else */
export function sectionOf(
  { root, lines, path }: ComposeFile,
  section: ComposeSection,
): { readonly pair: ComposePair; readonly entries: YAMLMap.Parsed | undefined } | undefined {
  const pair = pairOf(root, section);
  if (pair === undefined) return undefined;
  const { value } = pair;
  if (!value || (isScalar(value) && value.value === null)) return { pair, entries: undefined };
  if (isMap(value)) return { pair, entries: value };
  const line = lineNumberAt(lines, rangeOf(pair.key)[0]);
  const what = isAlias(value) ? 'an alias' : 'something else than a mapping';
  throw Refusal.of(
    'not-a-compose-file',
    path,
    `line ${line} has ${what} as ${section}, wanted a mapping by name; write it out, then run again`,
  );
}

/** The column of OFFSET, whatever stands before it. */
export function columnOf({ lines, text }: Pick<ComposeFile, 'lines' | 'text'>, offset: number): number {
  const start = lines[lineIndexAt(lines, offset)]?.start ?? 0;
  return text.slice(start, offset).replace('\ufeff', '').length;
}
