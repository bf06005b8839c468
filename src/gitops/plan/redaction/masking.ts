import { base64, fromBase64 } from '../../../text/base64';
import { posix } from 'node:path';
import { hiddenIn, type Hidden, type Known } from './hidden-places';
import { INVENTORY } from '../../tree/inventory';
import { isKustomization } from '../../tree/kustomize-tree';
import { ifReadable } from '../../../text/if-readable';

/** What stands for a secret wherever a plan is shown. */
const MASK = '********';

/** The two sides of a change as they may be shown. */
interface Shown {
  readonly before: string;
  readonly after: string;
  /** Lines that do not change are nobody's concern. */
  readonly hasSecrets: boolean;
}

/**
 * The two sides of a change as they may be shown: without the values of Secrets, and what else of them is in the
 * file, and without the passwords of URLs. A value says on which side it stands where it is another one there, so
 * that what stays looks the same. Where a file cannot be read, nothing of it is shown.
 */
export function maskSecrets(before: string, after: string, path: string, known?: Known): Shown {
  if (KEPT_FOR_SECRETS.test(posix.basename(path))) {
    return { before: maskLines(before, 'before'), after: maskLines(after, 'after'), hasSecrets: true };
  }
  if (posix.basename(path) === INVENTORY) {
    return {
      before: withoutSecretHashes(before, 'before'),
      after: withoutSecretHashes(after, 'after'),
      hasSecrets: false,
    };
  }
  const isManifest = /\.(?:ya?ml|json)$/i.test(path) || isKustomization(path);
  const [old, now] = [before, after].map((text) => hiddenIn(text, isManifest, known));
  const both = [...(old ?? []), ...(now ?? [])];
  return {
    before: maskSide(before, 'before', old, now, both),
    after: maskSide(after, 'after', now, old, both),
    hasSecrets: old === undefined || now === undefined || both.length > 0,
  };
}

function maskSide(
  text: string,
  side: Side,
  hidden: readonly Hidden[] | undefined,
  others: readonly Hidden[] | undefined,
  both: readonly Hidden[],
): string {
  if (hidden === undefined) return maskLines(text, side);
  const same = new Set(others?.map(({ value }) => value));
  const masked = outermost(hidden).reduceRight((done, { range: [from, end], value }) => {
    const lineBreaks = text.slice(from, end).match(/\n/g)?.length ?? 0;
    const mask = same.has(value) ? MASK : `${MASK} (${side})`;
    return `${done.slice(0, from)}${text[from - 1] === '#' ? ' ' : ''}${mask}${'\n'.repeat(lineBreaks)}${done.slice(end)}`;
  }, text);
  return withoutPasswords(withoutCopies(masked, both));
}

/** In their order; what is within another one is hidden with it. */
function outermost(hidden: readonly Hidden[]): Hidden[] {
  const kept: Hidden[] = [];
  for (const one of [...hidden].sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1])) {
    if (one.range[0] >= (kept.at(-1)?.range[1] ?? 0)) kept.push(one);
  }
  return kept;
}

type Side = 'before' | 'after';

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

/** Shorter ones stand in a file by chance. */
const TELLING = 5;

/** The same values in comments and annotations, encoded or not, and the passwords of the URLs among them. */
function withoutCopies(text: string, hidden: readonly Hidden[]): string {
  const secrets = hidden.filter(({ isValue }) => isValue);
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
  return [written, ifReadable(() => decodeURIComponent(written)) ?? written];
}
