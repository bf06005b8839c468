import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit, type Document, type Node } from 'yaml';
import { listAt, textAt } from '../../../text/mapping';
import { linesOf } from '../../../text/text-lines';
import { commentsOf } from '../../../text/yaml-comments';
import { ifReadable } from '../../../text/if-readable';

/** A range of a text that must not be shown. */
export interface HiddenRange {
  readonly range: readonly [number, number];
  readonly value: string;
  /** True for a value of a Secret, whose copies in the file are masked too; false for a comment or an annotation. */
  readonly isValue: boolean;
  /** True for a `KEY=value` of a generator, of which the key is shown. */
  readonly isLiteral?: boolean;
}

/** What is known about a file from other files: it contains secrets, or it contains none. */
export type Known = 'secret' | 'other' | undefined;

/**
 * The ranges of a YAML text that contain secrets: values of Secrets and generators, patches of either, and the comments
 * and annotations next to them. Found by the parser, since a kind may be quoted, escaped, or come from an alias or a merge
 * key. Undefined if the text may contain secrets in unknown positions.
 */
export function hiddenRanges(text: string, isManifest: boolean, known: Known): HiddenRange[] | undefined {
  if (known !== 'secret' && !MAY_HOLD_SECRETS.test(text)) return [];
  if (text.trim() === '') return [];
  const ifUnreadable = isManifest || known === 'secret' || LOOKS_LIKE_SECRET.test(text) ? undefined : [];
  try {
    const documents = documentsOf(text);
    return documents === undefined ? ifUnreadable : rangesIn(text, documents, known);
  } catch (error) {
    // Nested too deep for the stack, or an alias without an anchor.
    if (error instanceof RangeError || error instanceof ReferenceError) return ifUnreadable;
    throw error;
  }
}

function rangesIn(text: string, documents: readonly Document[], known: Known): HiddenRange[] | undefined {
  const isSecret = documents.some(namesSecret);
  const fields = isSecret ? OF_SECRETS : known === 'secret' ? OF_ALL_GENERATORS : OF_GENERATORS;
  const ranges = [
    ...documents.flatMap((document) => fieldsOf(document, fields)),
    ...documents.flatMap((document) => embeddedIn(document)),
    ...(known === 'other' ? [] : documents.flatMap(patchedIn)),
  ];
  if (known === 'secret' && ranges.length === 0) return undefined;
  return isSecret || known === 'secret' ? [...ranges, ...commentsIn(text)] : ranges;
}

/** The words, or an escape or a tag that may hide them. Most files have none of these and need not be parsed. */
const MAY_HOLD_SECRETS = /secret|\\|!|["'/](?:stringD|d)ata\b|\/(?:stringD|d)ata\//i;

/** For a text that need not be YAML and is not: a script may mention secrets without containing one. */
const LOOKS_LIKE_SECRET = /\bkind["']?\s*:\s*(?:[|>][-+\d]*\s*)?["']?Secret\b/;

/** With merge keys, as Kubernetes and kustomize read them. */
function documentsOf(text: string): Document[] | undefined {
  const documents = [...parseAllDocuments(text, { merge: true, logLevel: 'silent' })] as Document[];
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents;
}

function textOf(node: unknown): string {
  if (!isScalar(node)) return '';
  return node.value instanceof Uint8Array ? Buffer.from(node.value).toString('utf8') : String(node.value);
}

/** True if the document is a Secret, has one in a List, or targets one as a patch. */
function namesSecret(document: Document): boolean {
  let found = false;
  visit(document, {
    Scalar(_, node) {
      if (textOf(node) !== 'Secret') return undefined;
      found = true;
      return visit.BREAK;
    },
  });
  return found;
}

const OF_SECRETS = new Set(['data', 'stringData', 'literals', 'annotations']);
const OF_GENERATORS = new Set(['secretGenerator']);
/** Where a value was edited, it is one that is not to be shown, in a ConfigMap as well. */
const OF_ALL_GENERATORS = new Set([...OF_GENERATORS, 'configMapGenerator']);

/** Everything below the fields of these names; aliases are followed. */
function fieldsOf(document: Document, names: ReadonlySet<string>): HiddenRange[] {
  const ranges: HiddenRange[] = [];
  visit(document, {
    Pair(_, pair) {
      const name = textOf(resolved(pair.key, document));
      const value = resolved(pair.value, document);
      if (!names.has(name)) return undefined;
      const isGenerator = OF_ALL_GENERATORS.has(name);
      // `data` may also be a string, such as a volume's name.
      if (isGenerator || name === 'literals' || isMap(value)) {
        const found = scalarsBelow(value, document, name !== 'annotations', isGenerator);
        ranges.push(...found.map((one) => ({ ...one, isLiteral: isGenerator || name === 'literals' })));
      }
      return visit.SKIP;
    },
  });
  return ranges;
}

/** Fields of a generator that contain no secret. */
const PLAIN_IN_GENERATORS = new Set([
  'name',
  'namespace',
  'type',
  'behavior',
  'options',
  'files',
  'envs',
  'env',
]);

function scalarsBelow(
  holder: unknown,
  document: Document,
  isValue: boolean,
  isGenerator: boolean,
): HiddenRange[] {
  const ranges: HiddenRange[] = [];
  const seen = new Set<unknown>();
  const within = (node: unknown): void => {
    if (seen.has(node)) return;
    seen.add(node);
    visit(node as Node, {
      Pair: (_, { key }) => (isGenerator && PLAIN_IN_GENERATORS.has(textOf(key)) ? visit.SKIP : undefined),
      Scalar: (key, scalar) => (key === 'key' ? undefined : add(ranges, scalar, isValue)),
      Alias: (_, alias) => within(alias.resolve(document)),
    });
  };
  within(holder);
  return ranges;
}

function add(ranges: HiddenRange[], node: unknown, isValue: boolean): void {
  if (!isScalar(node) || !node.range) return;
  ranges.push({ range: [node.range[0], node.range[1]], value: textOf(node), isValue });
}

/** The values of a JSON patch (RFC 6902) on fields that a Secret has. The patch itself does not name its target. */
function patchedIn(document: Document): HiddenRange[] {
  const root = document.contents;
  if (!isSeq(root)) return [];
  return root.items.flatMap((item) => {
    const operation = resolved(item, document);
    if (!isMap(operation)) return [];
    if (!OF_A_SECRET.test(textOf(valueAt(operation, 'path', document)))) return [];
    const value = valueAt(operation, 'value', document);
    return value === undefined ? [] : scalarsBelow(value, document, true, false);
  });
}

/** `/data/KEY`, and `/metadata/annotations/…` as well; the whole object. */
const OF_A_SECRET = /^(?:\/(?:(?:stringD|d)ata|metadata\/annotations)(?:\/|$)|$)/;

/** A field that every object, patch and JSON patch has. */
const NAMES_AN_OBJECT = /(?:^[ \t-]*|[{,][ \t]*)["']?(?:kind|op)["']?[ \t]*:/m;

/** Strings that contain YAML, such as inline patches and the last-applied annotation: hidden as a whole. */
function embeddedIn(document: Document): HiddenRange[] {
  const ranges: HiddenRange[] = [];
  visit(document, {
    Scalar(_, node, path) {
      const text = textOf(node);
      // The whole document has been checked already.
      if (node === document.contents) return;
      if (!/[\n{[]/.test(text) || !MAY_HOLD_SECRETS.test(text)) return;
      const holder = path.findLast((one) => isMap(one));
      const known = canSelectSecret(targetOf(holder, document)) ? undefined : 'other';
      const hidden = hiddenRanges(text, true, known);
      // A text that is not YAML may be broken YAML, or a script that mentions Secrets.
      if (hidden === undefined ? NAMES_AN_OBJECT.test(text) : hidden.length > 0) add(ranges, node, false);
    },
  });
  return ranges;
}

/** The kind of an inline patch's target, if it is given. */
function targetOf(patch: unknown, document: Document): string | undefined {
  const target = valueAt(patch, 'target', document);
  return target === undefined ? undefined : textOf(valueAt(target, 'kind', document));
}

function valueAt(map: unknown, name: string, document: Document): unknown {
  if (!isMap(map)) return undefined;
  const pair = map.items.find(({ key }) => textOf(resolved(key, document)) === name);
  return pair && resolved(pair.value, document);
}

/** True if a patch's target of this kind, which is a regular expression, can match a Secret. */
export function canSelectSecret(kind: string | undefined): boolean {
  if (kind === undefined || kind === '') return true;
  return ifReadable(() => new RegExp(`^(?:${kind})$`).test('Secret')) ?? true;
}

/** The files that a kustomization's Secret generators read, as it names them. */
export function generatorFiles(kustomization: unknown): string[] {
  return listAt(kustomization, 'secretGenerator').flatMap((generator) => {
    const env = textAt(generator, 'env');
    const listed = [
      ...listAt(generator, 'envs'),
      ...listAt(generator, 'files'),
      ...(env === undefined ? [] : [env]),
    ];
    return listed
      .filter((entry): entry is string => typeof entry === 'string')
      .map((entry) => entry.slice(entry.indexOf('=') + 1));
  });
}

function resolved(node: unknown, document: Document): unknown {
  return isAlias(node) ? node.resolve(document) : node;
}

/** Without the `#`, so that a masked comment stays a comment. */
function commentsIn(text: string): HiddenRange[] {
  return commentsOf(text, linesOf(text))
    .map(({ offset, text: comment }) => ({ start: offset + 1, said: comment.slice(1).trimEnd() }))
    .filter(({ said }) => said !== '')
    .map(({ start, said }) => ({ range: [start, start + said.length], value: said, isValue: false }));
}
