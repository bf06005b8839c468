import {
  CORE_SCHEMA,
  defineMappingTag,
  defineScalarTag,
  defineSequenceTag,
  loadAll,
  mergeTag,
} from 'js-yaml';
import { parseAllDocuments, type Document } from 'yaml';
import { ifReadable } from '../../text/if-readable';

export type YamlDocument = Document.Parsed;

/** An edit reads its file several times; none of the readers may change the nodes. */
const recentlyParsed = new Map<string, YamlDocument[]>();
const RECENTLY_AT_MOST = 4;

/** Merge keys are read, as Kubernetes reads them; plain errors, since pretty ones quote the source. */
export function documentsOf(text: string): YamlDocument[] {
  const known = recentlyParsed.get(text);
  if (known !== undefined) return known;
  const documents = [...parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'error' })];
  const [oldest] = recentlyParsed.keys();
  if (recentlyParsed.size === RECENTLY_AT_MOST && oldest !== undefined) recentlyParsed.delete(oldest);
  recentlyParsed.set(text, documents);
  return documents;
}

/** The data of every document; undefined if the text is not valid YAML. */
export function dataByYaml(text: string): unknown[] | undefined {
  const documents = documentsOf(text);
  return documents.some(({ errors }) => errors.length > 0) ? undefined : dataOf(documents);
}

/** The data of the documents; undefined if aliases multiply without end. */
export function dataOf(documents: readonly YamlDocument[]): unknown[] | undefined {
  return ifReadable(() => documents.map((document) => document.toJS() as unknown));
}

/** The same by an independent parser. */
export function dataByJsYaml(text: string): unknown[] | undefined {
  const read = (readable: string): unknown[] => loadAll(readable, { schema: SCHEMA });
  return ifReadable(() => read(text)) ?? ifReadable(() => read(indentClosingBrackets(text)));
}

/** js-yaml alone rejects a closing bracket that is not indented more than its field. */
function indentClosingBrackets(text: string): string {
  return text.replace(/^(?=[ \t]*[\]}])/gm, ' ');
}

const KEPT = { matchByTagPrefix: true, identify: () => false } as const;

/** Unknown tags (`!vault`, `!Ref`) are kept as they are, so that both sides of a comparison have them. */
const SCHEMA = CORE_SCHEMA.withTags(
  mergeTag,
  ['!', 'tag:'].flatMap((prefix) => [
    defineScalarTag(prefix, {
      ...KEPT,
      resolve: (source: string, _isExplicit: boolean, tag: string) => `${tag} ${source}`,
    }),
    defineSequenceTag<unknown[]>(prefix, {
      ...KEPT,
      create: () => [],
      addItem: (carrier, item) => void carrier.push(item),
    }),
    defineMappingTag<Map<unknown, unknown>>(prefix, {
      ...KEPT,
      create: () => new Map(),
      addPair: (carrier, key, value) => (carrier.set(key, value), ''),
      has: (carrier, key) => carrier.has(key),
      keys: (carrier) => carrier.keys(),
      get: (carrier, key) => carrier.get(key),
    }),
  ]),
);
