import { applySplices, type Edited } from '../../text/edited';
import { Refusal } from '../../text/refusal';
import { linesOf } from '../../text/text-lines';
import { checkNotEncrypted } from './encrypted';
import { checkWritable } from './writable-value';

/** A line of a file that a generator's `envs` names. */
export interface EnvLine {
  readonly key: string;
  /** What the application gets; undefined where there is no `=`: some versions of kustomize take the value of their own environment. */
  readonly value: string | undefined;
  /** From 1. */
  readonly line: number;
}

interface PlacedEnvLine extends EnvLine {
  readonly keyEnd: number;
  readonly end: number;
}

/** Go's unicode.IsSpace. */
const SPACE = /^[\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]*/;

/** In bytes. From the first longer line on, kustomize reads nothing and says nothing. */
const LONGEST_LINE = 65_535;

/**
 * What kustomize takes from an env file, which is not what a shell or dotenv does: quotes, blanks behind the key and a
 * `#` within a line are a part of it.
 *
 * @throws Refusal for a line that kustomize cannot read.
 */
export function readEnvFile(text: string, path: string): EnvLine[] {
  return placedLines(text, path).map(({ key, value, line }) => ({ key, value, line }));
}

/**
 * Gives one key of an env file a value; all other bytes stay.
 *
 * @throws Refusal where the key is not there once, or no line can hold the value.
 */
export function setEnvFileValue(text: string, key: string, value: string, path: string): Edited {
  checkNotEncrypted(text, path);
  const lines = placedLines(text, path);
  const [held, ...others] = lines.filter((line) => line.key === key);
  if (held === undefined)
    throw Refusal.of('no-such-key', path, `has no ${JSON.stringify(key)}; ${keysIn(lines)}`);
  if (others.length > 0) {
    const found = [held, ...others].map(({ line }) => line).join(', ');
    const message = `sets ${key} ${others.length + 1} times (lines ${found}), which kustomize refuses; keep one of them`;
    throw Refusal.of('several-sources', path, message);
  }
  if (held.value === undefined) {
    const message = `line ${held.line} has ${key} without "=": some versions of kustomize take the value of the environment that they run in, others an empty one; write ${key}= if the value belongs into the file`;
    throw Refusal.of('value-from-environment', path, message);
  }
  if (held.value === value) return { text, warnings: [] };
  checkOneLine(key, value, path);
  const edited = applySplices(text, [{ start: held.keyEnd, end: held.end, text: `=${value}` }]);
  return { text: edited, warnings: [] };
}

function placedLines(text: string, path: string): PlacedEnvLine[] {
  return linesOf(text).flatMap((line, index): PlacedEnvLine[] => {
    if (Buffer.byteLength(line.text) + line.eol.length > LONGEST_LINE) {
      const message = `line ${index + 1} is longer than 64 KiB, and kustomize reads nothing from there on; give the value by files: instead`;
      throw Refusal.of('line-too-long', path, message);
    }
    // In a last line without a line feed, kustomize takes a carriage return for a line end as well.
    const content = line.eol === '' ? line.text.replace(/\r$/, '') : line.text;
    const from = index === 0 && content.startsWith('\ufeff') ? 1 : 0;
    const start = from + (SPACE.exec(content.slice(from))?.[0].length ?? 0);
    const assignment = content.slice(start);
    if (assignment === '' || assignment.startsWith('#')) return [];
    const at = assignment.indexOf('=');
    const key = at < 0 ? assignment : assignment.slice(0, at);
    // Without a key kustomize passes over the line.
    if (key === '') return [];
    const keyEnd = line.start + start + key.length;
    const value = at < 0 ? undefined : assignment.slice(at + 1);
    return [{ key, value, line: index + 1, keyEnd, end: line.start + content.length }];
  });
}

/** What looks like no key may be a value that lost its line: not named. */
function keysIn(lines: readonly EnvLine[]): string {
  const keys = lines.filter(({ key, value }) => value !== undefined && /^[-._a-zA-Z0-9]+$/.test(key));
  return keys.length === 0 ? 'it has no key' : `there is ${keys.map(({ key }) => key).join(', ')}`;
}

function checkOneLine(key: string, value: string, path: string): void {
  checkWritable(key, value, path);
  if (/[\n\r]/.test(value)) {
    const message = `cannot hold the value of ${key}: an env file of kustomize has no way to write a line break; give the value by literals: or files: instead`;
    throw Refusal.of('unwritable-value', path, message);
  }
  if (Buffer.byteLength(`${key}=${value}\r\n`) <= LONGEST_LINE) return;
  const message = `cannot hold the value of ${key}, which is longer than 64 KiB; give it by files: instead`;
  throw Refusal.of('unwritable-value', path, message);
}
