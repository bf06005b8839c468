import { base64, fromBase64 } from '../../../text/base64';
import { addressOf, describeAddress } from '../../../text/address/address';
import { statementPairs } from '../../../text/address/pairs';
import { posix } from 'node:path';
import { hiddenRanges, type HiddenRange, type Known } from './hidden-ranges';
import { INVENTORY } from '../../tree/inventory';
import { isKustomization } from '../../tree/kustomize-tree';
import { ifReadable } from '../../../text/if-readable';

/** Replaces a secret in every output. */
const MASK = '********';

/** The two sides of a change with secrets masked. */
interface Shown {
  readonly before: string;
  readonly after: string;
  /** True if the diff must not show unchanged lines. */
  readonly hasSecrets: boolean;
}

/**
 * Masks the values of Secrets, their copies in the file, and the passwords of URLs. The mask of a value that differs
 * between the sides names its side, so that only changed values differ in the diff. A file that cannot be parsed is
 * masked as a whole.
 */
export function maskSecrets(before: string, after: string, path: string, known?: Known): Shown {
  if (KEPT_FOR_SECRETS.test(posix.basename(path))) {
    return {
      before: maskLines(before, 'before', after),
      after: maskLines(after, 'after', before),
      hasSecrets: true,
    };
  }
  if (posix.basename(path) === INVENTORY) {
    return {
      before: withoutSecretHashes(before, 'before'),
      after: withoutSecretHashes(after, 'after'),
      hasSecrets: false,
    };
  }
  const isManifest = /\.(?:ya?ml|json)$/i.test(path) || isKustomization(path);
  const [old, now] = [before, after].map((text) => hiddenRanges(text, isManifest, known));
  const both = [...(old ?? []), ...(now ?? [])];
  return {
    before: maskSide(before, 'before', old, now, both, after),
    after: maskSide(after, 'after', now, old, both, before),
    hasSecrets: old === undefined || now === undefined || both.length > 0,
  };
}

function maskSide(
  text: string,
  side: Side,
  hidden: readonly HiddenRange[] | undefined,
  others: readonly HiddenRange[] | undefined,
  both: readonly HiddenRange[],
  otherText: string,
): string {
  if (hidden === undefined) return maskLines(text, side, otherText);
  const same = new Set(others?.map(({ value }) => value));
  const masked = outermost(hidden).reduceRight((done, { range, value, isValue, isLiteral }) => {
    const [from, end] = isLiteral ? behindKey(text, range) : range;
    const lineBreaks = text.slice(from, end).match(/\n/g)?.length ?? 0;
    const mask = same.has(value)
      ? MASK
      : `${MASK} (${side}${isValue ? said(isLiteral ? valueOf(value) : value) : ''})`;
    return `${done.slice(0, from)}${text[from - 1] === '#' ? ' ' : ''}${mask}${'\n'.repeat(lineBreaks)}${done.slice(end)}`;
  }, text);
  return withoutPasswords(withoutCopies(masked, both));
}

/** Where a value leads to: a reviewer has to see that another database takes the place of the one that was there. */
function said(value: string): string {
  const address = addressOf(value) ?? (BASE64.test(value) ? addressOf(fromBase64(value)) : undefined);
  return address === undefined ? '' : `: ${describeAddress(address)}`;
}

const BASE64 = /^[A-Za-z0-9+/\s]{8,}={0,2}\s*$/;

/** Of `KEY=value`, in quotes or not. */
function valueOf(literal: string): string {
  return /^[A-Za-z_][-.\w]*=["']?(.*?)["']?$/s.exec(literal)?.[1] ?? '';
}

/** The part of such a literal, in a line, that is the value. */
function behindKey(text: string, [start, end]: HiddenRange['range']): HiddenRange['range'] {
  const key = /^(["']?)[A-Za-z_][-.\w]*=/.exec(text.slice(start, end));
  return key === null ? [start, end] : [start + key[0].length, end - (key[1]?.length ?? 0)];
}

/** Sorted by position, without ranges inside other ranges. */
function outermost(hidden: readonly HiddenRange[]): HiddenRange[] {
  const kept: HiddenRange[] = [];
  for (const one of [...hidden].sort((a, b) => a.range[0] - b.range[0] || b.range[1] - a.range[1])) {
    if (one.range[0] >= (kept.at(-1)?.range[1] ?? 0)) kept.push(one);
  }
  return kept;
}

type Side = 'before' | 'after';

/** Files of variables, keys and key stores: all their lines are masked. */
const KEPT_FOR_SECRETS =
  /^\.env|\.env$|\.(?:key|pem|p12|pfx|jks)$|(?:secret|password|credential)[^/]*\.(?!ya?ml$)[^.]+$/i;

function withoutPasswords(text: string): string {
  return text
    .replace(/([a-z][a-z0-9+.-]*:\/\/[^\s:/@"']*:)[^\s"']*@/gi, `$1${MASK}@`)
    .replace(
      /((?:pass(?:word|wd)?|(?<=;\s?)(?:pwd|psw))=)(?:"(?:[^"]|"")*"|(?![${<(*])[^\s&"';,]+)/gi,
      `$1${MASK}`,
    );
}

/** With the hash of a Secret's file, a weak password could be found by trial. */
function withoutSecretHashes(text: string, side: Side): string {
  return text.replace(
    /("[^"]*secret[^"]*": \{\s*)"sha256": "[0-9a-f]+"(?:,\s*"previous": "[0-9a-f]+")?/g,
    `$1"sha256": "${MASK} (${side})"`,
  );
}

/** A variable's name. What may be a line of a key or a certificate has its `=` at the end. */
const ASSIGNMENT = /^(\s*(?:export\s+)?[A-Z][A-Z0-9_]*=)(?!=?$)/;

/** All lines but the names of variables. A line that the other side has too is not marked as of this side. */
function maskLines(text: string, side: Side, otherText: string): string {
  const others = new Set(otherText.split(/[\r\n]+/));
  return text.replace(/[^\r\n]+/g, (line) => {
    const mask = others.has(line) ? MASK : `${MASK} (${side}${ofLine(line)})`;
    return `${ASSIGNMENT.exec(line)?.[1] ?? ''}${mask}`;
  });
}

/** Where the value in a line leads to: of a variable, or alone. */
function ofLine(line: string): string {
  const value = /^\s*(?:export\s+)?[A-Za-z_][\w.-]*\s*[=:](.*)$/.exec(line)?.[1] ?? '';
  return said(value) || said(line);
}

/** In characters: shorter values also occur in other text. */
const MIN_SECRET_LENGTH = 5;

/** Masks copies of the values, plain or in base64, and of the passwords of URLs among them. */
function withoutCopies(text: string, hidden: readonly HiddenRange[]): string {
  const secrets = hidden.filter(({ isValue }) => isValue);
  const copies = secrets.flatMap(({ value }) => {
    const decoded = fromBase64(value);
    const ofLiteral = valueOf(value);
    return [value, decoded, base64(value), ofLiteral, base64(ofLiteral)].flatMap((form) => [
      ...form.split(/\r?\n/),
      ...passwordsIn(form),
    ]);
  });
  return [...new Set(copies.map((copy) => copy.trim()))]
    .filter((copy) => copy.length >= MIN_SECRET_LENGTH && !copy.startsWith(MASK))
    .sort((a, b) => b.length - a.length)
    .reduce((masked, copy) => masked.replaceAll(copy, MASK), text);
}

function passwordsIn(value: string): string[] {
  const stated = statementPairs(value)?.find(([name]) => /^(?:password|pwd|psw)$/.test(name))?.[1];
  if (stated !== undefined) return [stated];
  const written = /:\/\/[^\s:/@]*:(.*)@/.exec(value)?.[1] ?? /[?&\s]password=([^&\s]*)/.exec(value)?.[1];
  if (written === undefined) return [];
  return [written, ifReadable(() => decodeURIComponent(written)) ?? written];
}
