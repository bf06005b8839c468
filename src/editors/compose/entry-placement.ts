import type { YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { addToFlow } from '../../text/flow-collection';
import { endsOpen, linesAbove } from '../../text/open-end';
import { flowText } from '../../text/scalar-text';
import { lineEndOf, lineIndexAt, linesAfter } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import { yamlText } from '../../text/yaml-text';
import { columnOf, sectionOf, type ComposeFile, type ComposePair, type ComposeSection } from './compose-file';
import { areParted, layoutOf, stepOf } from './compose-layout';

export interface ComposeEntry {
  readonly section: ComposeSection;
  readonly name: string;
  readonly value: object;
}

/** Every way that could do, the most faithful first; which one holds is for the parsers to say. */
export function placementsOf(file: ComposeFile, entry: ComposeEntry): Splice[][] {
  const { root } = file;
  const section = sectionOf(file, entry.section);
  if (section === undefined) return root?.flow ? [intoFlowRoot(file, root, entry)] : newSection(file, entry);
  const { pair, entries } = section;
  if (entries !== undefined && !entries.flow) return behindLast(file, entries, entry);
  if (entries !== undefined && !isEmpty(file, entries)) return [intoFlow(file, entries, entry)];
  return root?.flow ? [inPlace(pair, entry)] : [belowKey(file, pair, entry)];
}

/** Braces that nobody has written anything into, not even a comment. */
function isEmpty(file: ComposeFile, map: YAMLMap.Parsed): boolean {
  return /^\{\s*\}$/.test(file.text.slice(...rangeOf(map)));
}

/** The entry of that name given way to another. */
export function replacement(
  file: ComposeFile,
  entries: YAMLMap.Parsed,
  { key, value }: ComposePair,
  { name, value: wanted }: ComposeEntry,
): { readonly splice: Splice; readonly commentLines: readonly number[] } {
  const [start, keyEnd] = rangeOf(key);
  const [from, to] = value ? rangeOf(value) : [keyEnd, keyEnd];
  if (entries.flow) {
    return { splice: { start: from, end: to, text: flowText(wanted) }, commentLines: [] };
  }
  const said = from + file.text.slice(from, to).trimEnd().length;
  const last = lineIndexAt(file.lines, Math.max(said - 1, start));
  const commentLines = file.comments
    .filter(({ offset, line }) => offset > start && line <= last)
    .map(({ line }) => line + 1);
  const indent = ' '.repeat(columnOf(file, start));
  const text = blockLines(name, wanted, file, entries, indent).join(lineEndOf(file.lines));
  const end = file.lines[last]?.end ?? said;
  return { splice: { start, end, text: text.slice(indent.length) }, commentLines };
}

function blockLines(
  name: string,
  value: object,
  file: ComposeFile,
  entries: YAMLMap.Parsed | undefined,
  indent: string,
): string[] {
  return yamlText({ [name]: value }, layoutOf(file, entries))
    .split('\n')
    .slice(0, -1)
    .map((line) => (line === '' ? '' : indent + line));
}

function behindLast(file: ComposeFile, entries: YAMLMap.Parsed, { name, value }: ComposeEntry): Splice[][] {
  const last = entries.items.at(-1);
  if (last === undefined) return [];
  const column = columnOf(file, rangeOf(entries.items[0]?.key ?? last.key)[0]);
  const [start, end] = rangeOf(last.value ?? last.key);
  const said = lineIndexAt(file.lines, start + Math.max(file.text.slice(start, end).trimEnd().length - 1, 0));
  const lines = [withComments(file, said, column), lineIndexAt(file.lines, Math.max(end - 1, start))];
  const content = blockLines(name, value, file, entries, ' '.repeat(column));
  const isParted = areParted(file, entries, areParted(file, file.root, false));
  return aboveOpenEnd(file, last, content, isParted) ?? behindOneOf(file, lines, content, isParted);
}

/** Where a block scalar keeps its empty lines, it must not get another one. */
function behindOneOf(
  file: ComposeFile,
  lines: readonly number[],
  content: readonly string[],
  isParted: boolean,
): Splice[][] {
  return [...(isParted ? [['', ...content]] : []), content].flatMap((wanted) =>
    lines.map((line) => [below(file, line, wanted)]),
  );
}

/** Comments behind the last entry are of the section, if they are indented, or are lines of it that stand commented. */
function withComments(file: ComposeFile, line: number, column: number): number {
  const comments = new Map(file.comments.filter(({ alone }) => alone).map((one) => [one.line, one]));
  let last = line;
  for (let next = line + 1; next < file.lines.length; next++) {
    const comment = comments.get(next);
    if (comment === undefined) break;
    const indent = comment.offset - (file.lines[next]?.start ?? 0);
    if (column > 0 && indent < column && !/^#(?: {2,}|\t)\S/.test(comment.text)) break;
    last = next;
  }
  return last;
}

/** `volumes:` with nothing in it, or an empty mapping. */
function belowKey(
  file: ComposeFile,
  { key, value }: ComposePair,
  { name, value: wanted }: ComposeEntry,
): Splice[] {
  const [start, keyEnd] = rangeOf(key);
  const colon = file.text.indexOf(':', keyEnd) + 1;
  const [from, to] = value ? rangeOf(value) : [colon, colon];
  // Where nothing stands, it may be said to stand behind a comment.
  const end = from === to ? colon : to;
  const indent = ' '.repeat(columnOf(file, start)) + stepOf(file);
  const content = blockLines(name, wanted, file, undefined, indent);
  const line = lineIndexAt(file.lines, end - 1);
  return [...(end > colon ? [{ start: colon, end, text: '' }] : []), below(file, line, content)];
}

function newSection(file: ComposeFile, { section, name, value }: ComposeEntry): Splice[][] {
  const { root, lines } = file;
  const indent = ' '.repeat(root ? columnOf(file, rangeOf(root)[0]) : 0);
  const content = [
    `${indent}${section}:`,
    ...blockLines(name, value, file, undefined, indent + stepOf(file)),
  ];
  const boundary = lines.findIndex(({ text }, index) => index > 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(text));
  // The mark of a document's start stands before it.
  const isEnd = boundary >= 0 && root !== undefined && (lines[boundary]?.start ?? 0) > rangeOf(root)[0];
  const within = isEnd ? lines.slice(0, boundary) : lines;
  const last = within.findLastIndex(({ text }) => text.replace('\ufeff', '').trim() !== '');
  if (last < 0) {
    const start = file.text.startsWith('\ufeff') ? 1 : 0;
    return [[{ start, end: start, text: content.map((line) => line + lineEndOf(lines)).join('') }]];
  }
  const isStart = /^\ufeff?---\s*$/.test(lines[last]?.text ?? '');
  const isParted = areParted(file, root, true) && !isStart;
  return (
    aboveOpenEnd(file, root?.items.at(-1), content, isParted) ??
    behindOneOf(file, [last, within.length - 1], content, isParted)
  );
}

/** Before the LAST one, where a line behind it would change what it says. */
function aboveOpenEnd(
  file: ComposeFile,
  last: ComposePair | undefined,
  content: readonly string[],
  isParted: boolean,
): Splice[][] | undefined {
  if (last === undefined || !endsOpen(file.text)) return undefined;
  if (rangeOf(last.value ?? last.key)[1] < file.text.length) return undefined;
  return [[linesAbove(file.lines, rangeOf(last.key)[0], isParted ? [...content, ''] : content)]];
}

function intoFlowRoot(
  file: ComposeFile,
  root: YAMLMap.Parsed,
  { section, name, value }: ComposeEntry,
): Splice[] {
  const member = `${flowText(section)}: ${flowText({ [name]: value })}`;
  return addToFlow(file.text, { range: rangeOf(root), members: membersOf(root) }, member);
}

function intoFlow(file: ComposeFile, entries: YAMLMap.Parsed, { name, value }: ComposeEntry): Splice[] {
  const member = `${flowText(name)}: ${flowText(value)}`;
  return addToFlow(file.text, { range: rangeOf(entries), members: membersOf(entries) }, member);
}

/** Of a mapping in braces: in place of null, or of braces with nothing in them. */
function inPlace({ key, value }: ComposePair, { name, value: wanted }: ComposeEntry): Splice[] {
  const [start, end] = value ? rangeOf(value) : [rangeOf(key)[1], rangeOf(key)[1]];
  return [{ start, end, text: flowText({ [name]: wanted }) }];
}

function membersOf(map: YAMLMap.Parsed): (readonly [number, number])[] {
  return map.items.map((pair) => [rangeOf(pair.key)[0], rangeOf(pair.value ?? pair.key)[1]] as const);
}

function below(file: ComposeFile, index: number, content: readonly string[]): Splice {
  const line = file.lines[index];
  if (line === undefined) throw new Error(`the file has no line ${index + 1}`);
  const { at, text } = linesAfter(line, content, lineEndOf(file.lines));
  return { start: at, end: at, text };
}
