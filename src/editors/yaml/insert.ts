import { isMap, isSeq, Pair, type YAMLMap, type YAMLSeq } from 'yaml';
import type { Splice } from '../../text/edited';
import { linesAfter } from '../../text/text-lines';
import { isBlockScalar, membersOf, rangeOf, type YamlPair } from './nodes';
import type { YamlFile } from './yaml-file';

/** CONTENT on lines of its own below the line of that index; for -1, at the start of the file. */
export function below(file: YamlFile, index: number, content: readonly string[]): Splice {
  const line = file.lines[index];
  if (line !== undefined) {
    const { at, text } = linesAfter(line, content, file.lineEnd);
    return insert(at, text);
  }
  return insert(file.text.startsWith('\ufeff') ? 1 : 0, content.map((text) => text + file.lineEnd).join(''));
}

/** CONTENT on lines of its own above PAIR, and above the comments over it. */
function above(file: YamlFile, { key }: YamlPair, content: readonly string[]): Splice {
  let index = file.lineOf(key);
  while (/^[ \t]*#/.test(file.lines[index - 1]?.text ?? '')) index -= 1;
  return insert(file.lines[index]?.start ?? 0, content.map((text) => text + file.lineEnd).join(''));
}

export interface Spacing {
  /** An empty line is between entries. @default false */
  readonly isParted?: boolean;
  /** The lines that may be the last ones of the collection, given where its last text and its last entry end. */
  readonly lines?: (lastText: number, lastEntry: number) => readonly number[];
}

/**
 * CONTENT behind the last entry of a block mapping or list: every way that could do, the most faithful first. Empty lines at the
 * end of a block scalar may be part of its value. Before an entry whose block scalar ends the file without a line end,
 * since its value would get one.
 */
export function behindLast(
  file: YamlFile,
  collection: YAMLMap.Parsed | YAMLSeq.Parsed | undefined,
  content: readonly string[],
  { isParted = false, lines = (...both) => both }: Spacing = {},
): Splice[][] {
  const last = lastOf(collection);
  const [start, end] = last ? rangeOf(last.value ?? last.key) : [0, 0];
  if (last && end === file.text.length && endsOpen(file)) {
    return [[above(file, last, isParted ? [...content, ''] : content)]];
  }
  const ends = last ? lines(file.lastLineOf(last), file.lineAt(Math.max(end - 1, start))) : lines(-1, -1);
  return [...(isParted ? [['', ...content]] : []), content].flatMap((wanted) =>
    ends.map((line) => [below(file, line, wanted)]),
  );
}

function lastOf(collection: YAMLMap.Parsed | YAMLSeq.Parsed | undefined): YamlPair | undefined {
  if (!isSeq(collection)) return collection?.items.at(-1);
  const item = collection.items.at(-1);
  return item && new Pair(item, null);
}

/**
 * Does the file end within a block scalar, without a line end? To Kubernetes and Compose its value has none at its end
 * either, and would get one with a line behind it; `yaml` and js-yaml see no difference, so that neither would say so.
 */
function endsOpen({ documents, text }: YamlFile): boolean {
  if (text.endsWith('\n')) return false;
  let node: unknown = documents.at(-1)?.contents;
  while (isMap(node) || isSeq(node)) {
    const last: unknown = isMap(node) ? (node.items.at(-1)?.value ?? undefined) : node.items.at(-1);
    node = last;
  }
  if (!isBlockScalar(node)) return false;
  const [start, end] = rangeOf(node as YAMLMap.Parsed);
  // `|-` has none in any case.
  const [header = ''] = text.slice(start, end).split('\n');
  return end === text.length && !/^[|>]\d?-/.test(header);
}

/** One member more at the end of a `[…]` or `{…}`: on a line of its own where the others have theirs, else behind a comma. */
export function addToFlow(
  file: YamlFile,
  collection: YAMLMap.Parsed | YAMLSeq.Parsed,
  member: string,
): Splice[] {
  const { lines, text } = file;
  const [start, end] = rangeOf(collection);
  const last = membersOf(collection).at(-1);
  if (last === undefined) {
    const isBlank = /^[ \t]+$/.test(text.slice(start + 1, end - 1));
    return [insert(start + 1, isBlank ? ` ${member}` : member)];
  }
  const lastLine = lines[file.lineAt(last[0])];
  const indent = lastLine && /^[ \t]*/.exec(lastLine.text)?.[0];
  const standsAlone = lastLine && indent !== undefined && lastLine.start + indent.length === last[0];
  if (!standsAlone || lastLine.end >= end) return [insert(last[1], `, ${member}`)];
  const endLine = lines[file.lineAt(last[1])] ?? lastLine;
  const line = `${endLine.eol || file.lineEnd}${indent}${member}`;
  if (/^[ \t]*,/.test(text.slice(last[1]))) return [insert(endLine.end, `${line},`)];
  return [insert(last[1], ','), insert(endLine.end, line)];
}

function insert(at: number, text: string): Splice {
  return { start: at, end: at, text };
}
