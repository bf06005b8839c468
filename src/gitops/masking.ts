import { base64, fromBase64 } from './base64';
import { posix } from 'node:path';
import { INVENTORY } from './inventory';
import { isAlias, isMap, isScalar, parseAllDocuments, visit, type Document, type Node } from 'yaml';

/** What stands for a secret wherever a plan is shown. */
const MASK = '********';

/**
 * The two sides of a change as they may be shown: without the values of Secrets, and what else of them is in the
 * file, and without the passwords of URLs. A value says on which side it stands where it is another one there, so
 * that what stays looks the same. Where a file cannot be read, nothing of it is shown.
 */
export function maskSecrets(before: string, after: string, path: string): { before: string; after: string } {
  if (KEPT_FOR_SECRETS.test(posix.basename(path))) {
    return { before: maskLines(before, 'before'), after: maskLines(after, 'after') };
  }
  if (posix.basename(path) === INVENTORY) {
    return { before: withoutSecretHashes(before, 'before'), after: withoutSecretHashes(after, 'after') };
  }
  const [old, now] = [secretsIn(before), secretsIn(after)];
  const both = [...(old ?? []), ...(now ?? [])];
  return {
    before: maskSide(before, 'before', old, now, both),
    after: maskSide(after, 'after', now, old, both),
  };
}

function maskSide(
  text: string,
  side: Side,
  secrets: readonly Secret[] | undefined,
  others: readonly Secret[] | undefined,
  both: readonly Secret[],
): string {
  if (secrets === undefined) return maskLines(text, side);
  const same = new Set(others?.map(({ value }) => value));
  const ends = new Map(secrets.map(({ range, value }) => [range[0], { end: range[1], value }]));
  const masked = [...ends]
    .sort(([a], [b]) => b - a)
    .reduce((done, [from, { end, value }]) => {
      const lineBreaks = text.slice(from, end).match(/\n/g)?.length ?? 0;
      const mask = same.has(value) ? MASK : `${MASK} (${side})`;
      return `${done.slice(0, from)}${mask}${'\n'.repeat(lineBreaks)}${done.slice(end)}`;
    }, text);
  return withoutPasswords(withoutCopies(masked, both));
}

type Side = 'before' | 'after';

/** Comments of such a file may say what its values are, so only the lines that change are shown. */
export function mentionsSecret(text: string): boolean {
  return /\bkind["']?\s*:[^\n]*\b(?:Secret|List)\b/.test(text);
}

/** Variables for a generator, keys and key stores: there is no line in one that is for everybody. */
const KEPT_FOR_SECRETS =
  /^\.env|\.env$|\.(?:key|pem|p12|pfx|jks)$|(?:secret|password|credential)[^/]*\.(?!ya?ml$)[^.]+$/i;

function withoutPasswords(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)[^\s"']*@/gi, `$1${MASK}@`)
    .replace(/(pass(?:word|wd)?=)(?![${<(*])[^\s&"';,]+/gi, `$1${MASK}`);
}

/** A weak password could be guessed until the hash of its file comes out. */
function withoutSecretHashes(text: string, side: Side): string {
  return text.replace(
    /("[^"]*secret[^"]*": \{\s*)"sha256": "[0-9a-f]+"(?:,\s*"previous": "[0-9a-f]+")?/g,
    `$1"sha256": "${MASK} (${side})"`,
  );
}

function maskLines(text: string, side: Side): string {
  return text.replace(/[^\r\n]+/g, `${MASK} (${side})`);
}

/** Undefined where the file may hold secrets and cannot be read. */
function secretsIn(text: string): Secret[] | undefined {
  if (!mentionsSecret(text) && !text.includes('secretGenerator')) return [];
  const documents = parseAllDocuments(text, { merge: true, logLevel: 'silent' });
  if (!Array.isArray(documents)) return text.trim() === '' ? [] : undefined;
  if (documents.some(({ errors }) => errors.length > 0)) return undefined;
  return (documents as Document[]).flatMap(secretsOf);
}

interface Secret {
  readonly range: readonly [number, number];
  readonly value: string;
}

/** The values under `data` and `stringData`, and the literals of generators, wherever aliases have them stand. */
function secretsOf(document: Document): Secret[] {
  const secrets: Secret[] = [];
  const add = (node: unknown): void => {
    if (!isScalar(node) || !node.range) return;
    secrets.push({ range: [node.range[0], node.range[1]], value: String(node.value) });
  };
  const within = (holder: unknown, seen = new Set<unknown>()): void => {
    if (seen.has(holder)) return;
    seen.add(holder);
    visit(holder as Node, {
      Scalar: (key, node) => (key === 'key' ? undefined : add(node)),
      Alias: (_, alias) => within(alias.resolve(document), seen),
    });
  };
  visit(document, {
    Pair(_, { key, value }) {
      if (!isScalar(key) || !SECRET_FIELDS.has(String(key.value))) return undefined;
      const target = isAlias(value) ? value.resolve(document) : value;
      if (key.value === 'literals' || isMap(target)) within(target);
      return visit.SKIP;
    },
  });
  return secrets;
}

const SECRET_FIELDS = new Set(['data', 'stringData', 'literals']);

/** Shorter ones stand in a file by chance. */
const TELLING = 5;

/** The same values in comments and annotations, encoded or not, and the passwords of the URLs among them. */
function withoutCopies(text: string, secrets: readonly Secret[]): string {
  const copies = secrets.flatMap(({ value }) => {
    const decoded = fromBase64(value);
    return [value, decoded, base64(value)].flatMap((form) => [...form.split(/\r?\n/), ...passwordsIn(form)]);
  });
  return [...new Set(copies.map((copy) => copy.trim()))]
    .filter((copy) => copy.length >= TELLING && !copy.startsWith(MASK))
    .sort((a, b) => b.length - a.length)
    .reduce((masked, copy) => masked.replaceAll(copy, MASK), text);
}

function passwordsIn(value: string): string[] {
  const written = /:\/\/[^\s:/@]*:(.*)@/.exec(value)?.[1] ?? /[?&\s]password=([^&\s]*)/.exec(value)?.[1];
  if (written === undefined) return [];
  try {
    return [written, decodeURIComponent(written)];
  } catch {
    return [written];
  }
}
