import { isAlias, isMap, isScalar, isSeq, parseAllDocuments, visit, type Document, type Node } from 'yaml';
import { listAt, textAt } from '../../../text/mapping';
import { linesOf } from '../../../text/text-lines';
import { commentsOf } from '../../../text/yaml-comments';
import { ifReadable } from '../../../text/if-readable';

/** A place in a text that is not to be shown. */
export interface Hidden {
  readonly range: readonly [number, number];
  readonly value: string;
  /** A value of a Secret, which may stand elsewhere in the file as well; else what is beside one. */
  readonly isValue: boolean;
}

/** What is known of a file, whatever its text says: it holds secrets, or it holds none. */
export type Known = 'secret' | 'other' | undefined;

/**
 * The places of a YAML text in which secrets stand: what Secrets and generators hold, patches of either, and what people
 * write beside it, in comments and annotations. All of it by the parser and by value, since a kind may be written in
 * many ways, and by an alias or a merge key. Undefined where there may be secrets and nobody can say where.
 */
export function hiddenIn(text: string, isManifest: boolean, known: Known): Hidden[] | undefined {
  if (known !== 'secret' && !MAY_HOLD_SECRETS.test(text)) return [];
  if (text.trim() === '') return [];
  const nobodyKnows = isManifest || known === 'secret' || LOOKS_LIKE_SECRET.test(text) ? undefined : [];
  try {
    const documents = documentsOf(text);
    return documents === undefined ? nobodyKnows : placesIn(text, documents, known);
  } catch (error) {
    // Nested deeper than there is a stack for, or an alias that leads nowhere.
    if (error instanceof RangeError || error instanceof ReferenceError) return nobodyKnows;
    throw error;
  }
}

function placesIn(text: string, documents: readonly Document[], known: Known): Hidden[] | undefined {
  const isSecret = documents.some(namesSecret);
  const places = [
    ...documents.flatMap((document) => fieldsOf(document, isSecret ? OF_SECRETS : OF_GENERATORS)),
    ...documents.flatMap((document) => embeddedIn(document)),
    ...(known === 'other' ? [] : documents.flatMap(patchedIn)),
  ];
  if (known === 'secret' && places.length === 0) return undefined;
  return isSecret ? [...places, ...commentsIn(text)] : places;
}

/** Words, and what words can be hidden behind: an escape, a tag. Most files have none and need not be parsed. */
const MAY_HOLD_SECRETS = /secret|\\|!|["'/](?:stringD|d)ata\b|\/(?:stringD|d)ata\//i;

/** Of a text that is no YAML, and in a file or a string that need not be: a script speaks of secrets and holds none. */
const LOOKS_LIKE_SECRET = /\bkind["']?\s*:\s*(?:[|>][-+\d]*\s*)?["']?Secret\b/;

/** Read as Kubernetes and kustomize read them. */
function documentsOf(text: string): Document[] | undefined {
  const documents = [...parseAllDocuments(text, { merge: true, logLevel: 'silent' })] as Document[];
  return documents.some(({ errors }) => errors.length > 0) ? undefined : documents;
}

function textOf(node: unknown): string {
  if (!isScalar(node)) return '';
  return node.value instanceof Uint8Array ? Buffer.from(node.value).toString('utf8') : String(node.value);
}

/** Is a Secret in it, or one of a List's items, or named as what a patch is for? */
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

/** All that stands below the fields of these names, wherever aliases have it stand. */
function fieldsOf(document: Document, names: ReadonlySet<string>): Hidden[] {
  const places: Hidden[] = [];
  visit(document, {
    Pair(_, pair) {
      const name = textOf(resolved(pair.key, document));
      const value = resolved(pair.value, document);
      if (!names.has(name)) return undefined;
      // A workload's `data` may be a name, and no value of anything.
      if (name === 'secretGenerator' || name === 'literals' || isMap(value)) {
        places.push(...scalarsBelow(value, document, name !== 'annotations', name === 'secretGenerator'));
      }
      return visit.SKIP;
    },
  });
  return places;
}

/** What is no secret of a generator: how it is called, and how it does what it does. */
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

function scalarsBelow(holder: unknown, document: Document, isValue: boolean, isGenerator: boolean): Hidden[] {
  const places: Hidden[] = [];
  const seen = new Set<unknown>();
  const within = (node: unknown): void => {
    if (seen.has(node)) return;
    seen.add(node);
    visit(node as Node, {
      Pair: (_, { key }) => (isGenerator && PLAIN_IN_GENERATORS.has(textOf(key)) ? visit.SKIP : undefined),
      Scalar: (key, scalar) => (key === 'key' ? undefined : add(places, scalar, isValue)),
      Alias: (_, alias) => within(alias.resolve(document)),
    });
  };
  within(holder);
  return places;
}

function add(places: Hidden[], node: unknown, isValue: boolean): void {
  if (!isScalar(node) || !node.range) return;
  places.push({ range: [node.range[0], node.range[1]], value: textOf(node), isValue });
}

/** The values of a list of operations (RFC 6902) on a Secret's fields, which does not say what it is for. */
function patchedIn(document: Document): Hidden[] {
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

/** A field without which a text is neither an object, nor a patch, nor operations. */
const NAMES_AN_OBJECT = /(?:^[ \t-]*|[{,][ \t]*)["']?(?:kind|op)["']?[ \t]*:/m;

/** Texts that are YAML themselves, as a kustomization's inline patches are and a last applied state: hidden whole. */
function embeddedIn(document: Document): Hidden[] {
  const places: Hidden[] = [];
  visit(document, {
    Scalar(_, node, path) {
      const text = textOf(node);
      // A text that is nothing but itself has been looked at.
      if (node === document.contents) return;
      if (!/[\n{[]/.test(text) || !MAY_HOLD_SECRETS.test(text)) return;
      const holder = path.findLast((one) => isMap(one));
      const known = canSelectSecret(targetOf(holder, document)) ? undefined : 'other';
      const hidden = hiddenIn(text, true, known);
      // What is no YAML may be one that is broken, or a script that speaks of Secrets.
      if (hidden === undefined ? NAMES_AN_OBJECT.test(text) : hidden.length > 0) add(places, node, false);
    },
  });
  return places;
}

/** The kind that an inline patch is for, where it says so. */
function targetOf(patch: unknown, document: Document): string | undefined {
  const target = valueAt(patch, 'target', document);
  return target === undefined ? undefined : textOf(valueAt(target, 'kind', document));
}

function valueAt(map: unknown, name: string, document: Document): unknown {
  if (!isMap(map)) return undefined;
  const pair = map.items.find(({ key }) => textOf(resolved(key, document)) === name);
  return pair && resolved(pair.value, document);
}

/** Can a patch whose target has this kind, which is a regular expression, be one of a Secret? */
export function canSelectSecret(kind: string | undefined): boolean {
  if (kind === undefined || kind === '') return true;
  return ifReadable(() => new RegExp(`^(?:${kind})$`).test('Secret')) ?? true;
}

/** The files that a kustomization's generators make Secrets of, as it names them. */
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

/** Without their `#`, so that they stay comments. */
function commentsIn(text: string): Hidden[] {
  return commentsOf(text, linesOf(text))
    .map(({ offset, text: comment }) => ({ start: offset + 1, said: comment.slice(1).trimEnd() }))
    .filter(({ said }) => said !== '')
    .map(({ start, said }) => ({ range: [start, start + said.length], value: said, isValue: false }));
}
