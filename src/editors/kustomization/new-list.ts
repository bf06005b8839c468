import { isSeq, type ParsedNode } from 'yaml';
import type { Line } from '../../text/text-lines';
import { addToFlow, below } from '../yaml/insert';
import { isNothing, nodeAt, pairAt } from '../yaml/nodes';
import type { Way } from '../yaml/verify';
import { commentedItemsOf, type CommentedItem } from './commented-item';
import { entryText, styledEntry, type Sibling } from './entry-style';
import { KustomizationFile, type PathListName } from './kustomization-file';

/** One way to list the entry, and the value that is in the list then. */
export interface Placement extends Way {
  readonly value: string;
  /** The commented line that became the active one. */
  readonly from?: CommentedItem;
}

/** A list where there was none: behind the one that it follows, else behind the header, else at the end. */
export function newLists(file: KustomizationFile, entry: string): Placement[] {
  const { root, list } = file;
  if (root?.flow) {
    const member = `"${list}": [${JSON.stringify(entry)}]`;
    return [{ value: entry, splices: addToFlow(file, root, member) }];
  }
  const followed = FOLLOWED[list];
  const siblings = listedIn(file, followed && nodeAt(root, followed));
  const value = styledEntry(entry, siblings);
  const block = [`${list}:`, `${listIndent(file)}- ${entryText(value, siblings, false)}`];
  return [...headLines(file), lastLineWithText(file.lines)].map((line) => {
    // With an empty line between where the file has them between its fields.
    const isAiry = /^[ \t]*$/.test(file.lines[line + 1]?.text ?? '-');
    return { value, splices: [below(file, line, isAiry ? ['', ...block] : block)] };
  });
}

/** What a list usually comes after. */
const FOLLOWED: Readonly<Record<PathListName, PathListName | undefined>> = {
  components: 'resources',
  resources: 'bases',
  bases: undefined,
};
const HEADER = ['nameSuffix', 'namePrefix', 'namespace', 'metadata', 'kind', 'apiVersion'];

/** The last lines of the fields that the list usually follows. */
function headLines(file: KustomizationFile): number[] {
  const followed = FOLLOWED[file.list];
  const lastLinesOf = (keys: readonly string[]): number[] =>
    keys.flatMap((key) => {
      const pair = pairAt(file.root, key);
      return pair?.value ? [file.lastLineOf(pair)] : [];
    });
  const behind = followed ? lastLinesOf([followed]) : [];
  const ends = [...behind, ...lastLinesOf(HEADER)];
  return [
    ...behind.map((line) => lastCommentedLine(file, followed, line)),
    ...(ends.length > 0 ? [Math.max(...ends)] : []),
  ];
}

/** Commented items of the list before stay in it: the new one begins behind them. */
function lastCommentedLine(file: KustomizationFile, list: PathListName | undefined, line: number): number {
  const value = list && nodeAt(file.root, list);
  // Nothing is added to that list: whatever else it is, it is not refused.
  if (!isSeq(value) && !isNothing(value)) return line;
  const commented = commentedItemsOf(new KustomizationFile(file.text, file.path, list));
  return Math.max(line, ...commented.map((item) => item.line));
}

function lastLineWithText(lines: readonly Line[]): number {
  const ending = lines.findIndex(({ text }) => /^\.\.\.(?:\s|$)/.test(text));
  const before = ending < 0 ? lines : lines.slice(0, ending);
  return before.findLastIndex(({ text }) => /[^ \t\ufeff]/.test(text));
}

function listedIn(file: KustomizationFile, node: ParsedNode | null | undefined): Sibling[] {
  if (!isSeq(node)) return [];
  return node.items.map((item) => {
    const source = file.sourceOf(item);
    return { value: source.replace(/^(["'])(.*)\1$/, '$2'), source };
  });
}

/** As the file's other lists are indented; two where it has none. */
export function listIndent(file: KustomizationFile): string {
  const list = file.root?.items.map(({ value }) => value).find((value) => isSeq(value) && !value.flow);
  return list ? file.indentOf(list) : '  ';
}
