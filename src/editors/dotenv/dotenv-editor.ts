import { isDeepStrictEqual } from 'node:util';
import { assignmentsOf, type Assignment } from './assignment';
import { styleOf, writtenForms, type QuoteStyle } from './value-text';
import { applySplices, type Edited, type Splice } from '../../text/edited';
import { Refusal, type Notice } from '../../text/refusal';
import { lineEndOf, lineNumberAt, linesAfter, linesOf } from '../../text/text-lines';

/** What a .env file says: of a key that comes twice, the last. References such as `${NAME}` stay as they are. */
export function variablesOf(text: string): Map<string, string> {
  return new Map(assignmentsOf(text).map(({ key, value }) => [key, value]));
}

/**
 * Gives variables of a .env file their values; all else stays as it is. A value is written such that npm's dotenv,
 * python-dotenv, Compose and a shell that sources the file read the same; a value that is `${NAME}` as a whole is
 * a reference, which those fill in that do so. What is not there yet comes at the end.
 *
 * @throws Refusal with all that no such file can hold.
 */
export function setVariables(text: string, variables: ReadonlyMap<string, string>, path: string): Edited {
  refuseUnwritable(variables, path);
  const found = assignmentsOf(text);
  const splices: Splice[] = [];
  const missing: string[] = [];
  for (const [key, value] of variables) {
    const old = found.findLast((one) => one.key === key);
    if (old === undefined) missing.push(`${key}=${inStyle(value, 'plain', false)}`);
    else splices.push(...replacing(text, old, value));
  }
  const edited = applySplices(text, [...splices, ...atEnd(text, missing)]);
  const wanted = new Map([...variablesOf(text), ...variables]);
  if (!isDeepStrictEqual(variablesOf(edited), wanted)) {
    throw Refusal.of(
      'cannot-edit',
      path,
      `has no place where ${[...variables.keys()].join(', ')} could be set with all else unchanged; look for a quotation mark that is not closed`,
    );
  }
  const warnings = [...duplicates(text, found, [...variables.keys()], path), ...unreadable(edited, path)];
  return { text: edited, warnings };
}

/** `KEY: value`, `KEY = value` and `KEY= value` become `KEY=value`, which all readers take for an assignment. */
function replacing(text: string, old: Assignment, value: string): Splice[] {
  const { exported, source, keyEnd, start, end } = old;
  const isWritten = Object.values(writtenForms(value, exported)).includes(source);
  const written = isWritten ? source : inStyle(value, styleOf(source), exported);
  if (text.slice(keyEnd, end) === `=${written}`) return [];
  return text.slice(keyEnd, start) === '='
    ? [{ start, end, text: written }]
    : [{ start: keyEnd, end, text: `=${written}` }];
}

function inStyle(value: string, style: QuoteStyle, exported: boolean): string {
  const forms = writtenForms(value, exported);
  return forms[style] ?? forms.plain ?? forms.single ?? forms.double ?? '';
}

function atEnd(text: string, content: readonly string[]): Splice[] {
  if (content.length === 0) return [];
  const lines = linesOf(text);
  const last = lines.findLast((line) => line.text.trim() !== '') ?? lines.at(-1);
  if (last === undefined) return [{ start: 0, end: 0, text: content.map((line) => `${line}\n`).join('') }];
  // In a file with nothing but a byte order mark or blanks, in its first line.
  if (last.text.trim() === '') {
    const start = lines[0]?.end ?? 0;
    return [{ start, end: start, text: content.join(lineEndOf(lines)) + (lines[0]?.eol ? '' : '\n') }];
  }
  const { at, text: put } = linesAfter(last, content, lineEndOf(lines));
  return [{ start: at, end: at, text: put }];
}

/** A key comes into a shell, which has its own rule for names. A value is never quoted: it may be a password. */
function refuseUnwritable(variables: ReadonlyMap<string, string>, path: string): void {
  const problems = [...variables].flatMap(([key, value]): Notice[] => {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(key)) {
      const message = `cannot hold the variable ${JSON.stringify(key)}; allowed: A to Z, a to z, 0 to 9 and "_", not from a digit on`;
      return [{ code: 'bad-key', path, message }];
    }
    if (Object.keys(writtenForms(value, false)).length > 0) return [];
    const message = `cannot hold the value of ${key} so that everybody reads the same; not allowed: a line break or another control character, "\${" but as a reference that is all of it, and a "'", a doubled or a last "\\" beside what double quotes do not keep (", $, \\, \`)`;
    return [{ code: 'unwritable-value', path, message }];
  });
  if (problems.length > 0) throw new Refusal(problems);
}

/** The last one counts for all readers. */
function duplicates(
  text: string,
  found: readonly Assignment[],
  keys: readonly string[],
  path: string,
): Notice[] {
  const lines = linesOf(text);
  return keys.flatMap((key) => {
    const positions = found.filter((one) => one.key === key).map(({ start }) => lineNumberAt(lines, start));
    if (positions.length < 2) return [];
    const message = `sets ${key} ${positions.length} times (lines ${positions.join(', ')}), of which the last counts; remove the others`;
    return [{ code: 'duplicate-variable', path, message }];
  });
}

/** What keeps others than npm's dotenv from reading the file, as it will be. */
function unreadable(text: string, path: string): Notice[] {
  const lines = linesOf(text);
  return assignmentsOf(text).flatMap(({ isOpen, key, source, start }) => {
    const isLongBacktick = source.startsWith('`') && source.includes('\n');
    if (!isOpen && !isLongBacktick) return [];
    const [problem, remedy] = isOpen
      ? ['opens a quotation mark and does not close it', 'close it, or quote the whole value']
      : ["is in backticks over several lines, which are quotes for npm's dotenv alone", 'use double quotes'];
    const message = `cannot be read by all: the value of ${key} (line ${lineNumberAt(lines, start)}) ${problem}, so that Compose and a shell may find nothing in the file; ${remedy}`;
    return [{ code: 'unreadable-value', path, message }];
  });
}
