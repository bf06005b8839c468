import { isScalar, isSeq, type ParsedNode } from 'yaml';
import type { Splice } from '../../text/edited';
import { addToFlow } from '../../text/flow-collection';
import { lineIndexAt, type Line } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import { entryText, styledEntry, type Sibling } from './entry-style';
import { insertLines } from './inserted-lines';
import { fieldOf, type PathListName } from './kustomization-field';
import { commentedItemsOf } from './commented-item';
import { readKustomization, type KustomizationFile } from './kustomization-file';
import type { Placement } from './placement';

/** A list where there was none: behind the one that it follows, else behind the header, else at the end. */
export function newLists(file: KustomizationFile, entry: string): Placement[] {
  const { root, text } = file;
  if (root?.flow) {
    const members = root.items.map(
      (pair) => [rangeOf(pair.key)[0], rangeOf(pair.value ?? pair.key)[1]] as const,
    );
    const flow = addToFlow(
      text,
      { range: rangeOf(root), members },
      `"${file.list}": [${JSON.stringify(entry)}]`,
    );
    return [{ value: entry, splices: flow }];
  }
  const followed = FOLLOWED[file.list];
  const siblings = listedIn(file, root && followed && fieldOf(root, followed)?.value);
  const value = styledEntry(entry, siblings);
  const block = [`${file.list}:`, `${listIndent(file)}- ${entryText(value, siblings, false)}`];
  const end = lastLineWithText(file.lines);
  return [...headLines(file), end].map((line) => ({ value, splices: [insertBlock(file, line, block)] }));
}

/** What a list usually stands behind. */
const FOLLOWED: Readonly<Record<PathListName, PathListName | undefined>> = {
  components: 'resources',
  resources: 'bases',
  bases: undefined,
};

/** The last lines of the fields that the list usually follows. */
function headLines(file: KustomizationFile): number[] {
  const { root, lines, text, list } = file;
  const lastLinesOf = (keys: readonly string[]): number[] =>
    keys
      .flatMap((key) => (root && fieldOf(root, key)?.value) ?? [])
      .map((value) => {
        const [start, end] = rangeOf(value);
        return lineIndexAt(lines, start + text.slice(start, end).trimEnd().length - 1);
      });
  const followed = FOLLOWED[list];
  const behind = followed ? lastLinesOf([followed]) : [];
  const ends = [
    ...behind,
    ...lastLinesOf(['nameSuffix', 'namePrefix', 'namespace', 'metadata', 'kind', 'apiVersion']),
  ];
  return [
    ...behind.map((line) => lastCommentedLine(file, line)),
    ...(ends.length > 0 ? [Math.max(...ends)] : []),
  ];
}

/** What stands commented in the list before stays in it: the new one begins behind that. */
function lastCommentedLine({ root, text, path, list }: KustomizationFile, line: number): number {
  const followed = FOLLOWED[list];
  const value = root && followed && fieldOf(root, followed)?.value;
  // Nothing is added to that one: what it is otherwise is not ours to refuse.
  if (!isSeq(value) && !(isScalar(value) && value.value === null)) return line;
  const commented = commentedItemsOf(readKustomization(text, path, followed));
  return Math.max(line, ...commented.map((item) => item.line));
}

/** Behind LINE, with an empty line between where the file has them between its fields. */
function insertBlock(file: KustomizationFile, line: number, block: readonly string[]): Splice {
  const next = file.lines[line + 1];
  const isAiry = next !== undefined && /^[ \t]*$/.test(next.text);
  return insertLines(file, line, isAiry ? ['', ...block] : block);
}

function lastLineWithText(lines: readonly Line[]): number {
  const ending = lines.findIndex(({ text }) => /^\.\.\.(?:\s|$)/.test(text));
  const before = ending < 0 ? lines : lines.slice(0, ending);
  return before.findLastIndex(({ text }) => /[^ \t\ufeff]/.test(text));
}

function listedIn(file: KustomizationFile, node: ParsedNode | null | undefined): Sibling[] {
  if (!isSeq(node)) return [];
  return node.items.flatMap((item) => {
    const source = file.text.slice(...rangeOf(item));
    return [{ value: source.replace(/^(["'])(.*)\1$/, '$2'), source }];
  });
}

/** As the file's other lists are indented; two where it has none. */
export function listIndent({ root, lines, text }: KustomizationFile): string {
  const list = root?.items.map(({ value }) => value).find((value) => isSeq(value) && !value.flow);
  if (!list) return '  ';
  const [start] = rangeOf(list);
  return text.slice(lines[lineIndexAt(lines, start)]?.start, start);
}
