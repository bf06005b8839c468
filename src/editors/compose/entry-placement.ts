import type { YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { flowText } from '../../text/scalar-text';
import { yamlText } from '../../text/yaml-text';
import { addToFlow, behindLast, below } from '../yaml/insert';
import { rangeOf, type YamlPair } from '../yaml/nodes';
import type { ComposeEntry, ComposeFile } from './compose-file';
import { areParted, layoutOf, stepOf } from './compose-layout';

/** Every way that could do, the most faithful first; which one holds is for the parsers to say. */
export function placementsOf(file: ComposeFile, entry: ComposeEntry): Splice[][] {
  const { root } = file;
  const section = file.sectionOf(entry.section);
  if (section === undefined) return newSection(file, entry);
  const { pair, entries } = section;
  if (entries !== undefined && !entries.flow) return intoBlock(file, entries, entry);
  const isBare = entries === undefined || /^\{\s*\}$/.test(file.sourceOf(entries));
  if (!isBare) return [addToFlow(file, entries, `${flowText(entry.name)}: ${flowText(entry.value)}`)];
  return root?.flow ? [inPlace(pair, entry)] : [belowKey(file, pair, entry)];
}

/** The entry of that name given way to another, and the lines of the comments that are lost by it. */
export function replacement(
  file: ComposeFile,
  entries: YAMLMap.Parsed,
  pair: YamlPair,
  { name, value }: ComposeEntry,
): { readonly splice: Splice; readonly commentLines: readonly number[] } {
  const [start, keyEnd] = rangeOf(pair.key);
  if (entries.flow) {
    const [from, to] = pair.value ? rangeOf(pair.value) : [keyEnd, keyEnd];
    return { splice: { start: from, end: to, text: flowText(value) }, commentLines: [] };
  }
  const last = file.lastLineOf(pair);
  const commentLines = file.comments
    .filter(({ offset, line }) => offset > start && line <= last)
    .map(({ line }) => line + 1);
  const indent = file.indentOf(pair.key);
  const text = blockLines(name, value, file, entries, indent).join(file.lineEnd);
  return {
    splice: { start, end: file.lines[last]?.end ?? keyEnd, text: text.slice(indent.length) },
    commentLines,
  };
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

function intoBlock(file: ComposeFile, entries: YAMLMap.Parsed, { name, value }: ComposeEntry): Splice[][] {
  const [first] = entries.items;
  const indent = first ? file.indentOf(first.key) : '';
  return behindLast(file, entries, blockLines(name, value, file, entries, indent), {
    isParted: areParted(file, entries, areParted(file, file.root, false)),
    lines: (lastText, lastEntry) => [withComments(file, lastText, indent.length), lastEntry],
  });
}

/** Comments behind the last entry are of the section, if they are indented, or are commented lines of it. */
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
function belowKey(file: ComposeFile, { key, value }: YamlPair, entry: ComposeEntry): Splice[] {
  const colon = file.text.indexOf(':', rangeOf(key)[1]) + 1;
  const [from, to] = value ? rangeOf(value) : [colon, colon];
  // The parser may put a missing value behind a comment.
  const end = from === to ? colon : to;
  const indent = file.indentOf(key) + stepOf(file);
  const content = blockLines(entry.name, entry.value, file, undefined, indent);
  const line = below(file, file.lineAt(end - 1), content);
  return end > colon ? [{ start: colon, end, text: '' }, line] : [line];
}

function newSection(file: ComposeFile, { section, name, value }: ComposeEntry): Splice[][] {
  const { root, lines } = file;
  if (root?.flow) return [addToFlow(file, root, `${flowText(section)}: ${flowText({ [name]: value })}`)];
  const indent = root ? file.indentOf(root) : '';
  const content = [
    `${indent}${section}:`,
    ...blockLines(name, value, file, undefined, indent + stepOf(file)),
  ];
  const boundary = lines.findIndex(({ text }, index) => index > 0 && /^(?:---|\.\.\.)(?:\s|$)/.test(text));
  // The mark of a document's start is before it.
  const isEnd = boundary >= 0 && root !== undefined && (lines[boundary]?.start ?? 0) > rangeOf(root)[0];
  const within = isEnd ? lines.slice(0, boundary) : lines;
  const last = within.findLastIndex(({ text }) => text.replace('\ufeff', '').trim() !== '');
  if (last < 0) return [[below(file, -1, content)]];
  const isStart = /^\ufeff?---\s*$/.test(lines[last]?.text ?? '');
  return behindLast(file, root, content, {
    isParted: areParted(file, root, true) && !isStart,
    lines: () => [last, within.length - 1],
  });
}

/** Of a mapping in braces: in the position of null, or of empty braces. */
function inPlace({ key, value }: YamlPair, { name, value: wanted }: ComposeEntry): Splice[] {
  const [start, end] = value ? rangeOf(value) : [rangeOf(key)[1], rangeOf(key)[1]];
  return [{ start, end, text: flowText({ [name]: wanted }) }];
}
