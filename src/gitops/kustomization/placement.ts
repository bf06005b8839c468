import { posix } from 'node:path';
import { isSeq, type ParsedNode } from 'yaml';
import type { Splice } from '../edited';
import { addToFlow } from '../flow-collection';
import { lineEndOf, lineIndexAt, linesAfter, type Line } from '../text-lines';
import { rangeOf } from '../yaml-documents';
import { commentedItemsOf, indentOf, type CommentedItem } from './commented-item';
import { canonicalEntry, isInsideEntry, isSameEntry } from './entry';
import { entryText, styledEntry, type Sibling } from './entry-style';
import { fieldOf, type ActiveItem, type KustomizationFile } from './kustomization-file';

/** One way to list the entry: the value that is then in the list, and the change of the text. */
export interface Placement {
  readonly value: string;
  readonly splices: readonly Splice[];
  /** The commented line that became the active one. */
  readonly from?: CommentedItem;
}

/** Every way that could do, the most faithful first; which one holds is for the parsers to say. */
export function placementsOf(file: KustomizationFile, entry: string): Placement[] {
  const commented = commentedItemsOf(file);
  const { resources } = file;
  switch (resources.kind) {
    case 'flow':
      return [intoFlow(file, resources, entry)];
    case 'block':
      return [
        ...uncommented(file, commented, entry, () => resources.indent),
        ...appended(file, resources.items, resources.indent, commented, entry),
      ];
    case 'null':
      return isImplicit(resources.range)
        ? [
            ...uncommented(file, commented, entry, indentOf),
            startOfList(file, resources.keyLine, commented, entry),
          ]
        : [inPlaceOfNull(resources.range, entry)];
    case 'absent':
      return newBlocks(file, entry);
  }
}

/** The un-comment rule: the sibling's indentation and the text from the dash on. */
function uncommented(
  file: KustomizationFile,
  commented: readonly CommentedItem[],
  entry: string,
  indent: (item: CommentedItem) => string,
): Placement[] {
  const itself = commented.filter(({ value }) => isSameEntry(value, entry));
  const inside = commented.filter(({ value }) => isInsideEntry(value, entry));
  return [
    ...itself.map((item) => ({ ...lineFor(file, item, indent(item) + item.content), value: item.value })),
    ...inside.map((item) => {
      const value = styledEntry(entry, [item, ...directoriesOf(file)]);
      const content = item.content.replace(item.source, () => entryText(value, [item], false));
      return { ...lineFor(file, item, indent(item) + content), value };
    }),
  ];
}

function lineFor(
  file: KustomizationFile,
  item: CommentedItem,
  text: string,
): Pick<Placement, 'splices' | 'from'> {
  const { start, end } = file.lines[item.line] ?? { start: 0, end: 0 };
  return { splices: [{ start, end, text }], from: item };
}

/** A file's own line says nothing of how directories are written; active directories do. */
function directoriesOf(file: KustomizationFile): Sibling[] {
  const items = 'items' in file.resources ? file.resources.items : [];
  return items.filter(({ value }) => value.endsWith('/'));
}

function appended(
  file: KustomizationFile,
  items: readonly ActiveItem[],
  indent: string,
  commented: readonly CommentedItem[],
  entry: string,
): Placement[] {
  const value = styledEntry(entry, items);
  const content = `${indent}- ${entryText(value, items, false)}`;
  const directory = posix.dirname(canonicalEntry(entry));
  const beside =
    directory === '.'
      ? undefined
      : items.findLast((item) => posix.dirname(canonicalEntry(item.value)) === directory);
  const last = items.at(-1);
  return [beside, last]
    .filter((item) => item !== undefined)
    .map((item) => {
      const line = lineIndexAt(file.lines, Math.max(item.start, item.end - 1));
      return {
        value,
        splices: [insertLines(file, item === last ? afterCommented(commented, line) : line, [content])],
      };
    });
}

/** Commented items right behind the last active one are of the list: the new one comes behind them. */
function afterCommented(commented: readonly CommentedItem[], line: number): number {
  const taken = new Set(commented.map((item) => item.line));
  let last = line;
  while (taken.has(last + 1)) last++;
  return last;
}

function startOfList(
  file: KustomizationFile,
  keyLine: number,
  commented: readonly CommentedItem[],
  entry: string,
): Placement {
  const value = styledEntry(entry, commented);
  const first = commented[0];
  const indent = first ? indentOf(first) : listIndent(file);
  return {
    value,
    splices: [insertLines(file, keyLine, [`${indent}- ${entryText(value, commented, false)}`])],
  };
}

function isImplicit([start, end]: readonly [number, number]): boolean {
  return start === end;
}

function inPlaceOfNull([start, end]: readonly [number, number], entry: string): Placement {
  return { value: entry, splices: [{ start, end, text: `[${entryText(entry, [], true)}]` }] };
}

function intoFlow(
  file: KustomizationFile,
  { range, items }: { readonly range: readonly [number, number]; readonly items: readonly ActiveItem[] },
  entry: string,
): Placement {
  const value = styledEntry(entry, items);
  const siblings = items.length === 0 && file.root?.flow ? [{ value: '', source: '"' }] : items;
  const members = items.map(({ start, end }) => [start, end] as const);
  return { value, splices: addToFlow(file.text, { range, members }, entryText(value, siblings, true)) };
}

/** A list where there was none: behind `bases`, which it replaces, else behind the header, else at the end. */
function newBlocks(file: KustomizationFile, entry: string): Placement[] {
  const { root, text } = file;
  if (root?.flow) {
    const members = root.items.map(
      (pair) => [rangeOf(pair.key)[0], rangeOf(pair.value ?? pair.key)[1]] as const,
    );
    const flow = addToFlow(
      text,
      { range: rangeOf(root), members },
      `"resources": [${JSON.stringify(entry)}]`,
    );
    return [{ value: entry, splices: flow }];
  }
  const siblings = listedIn(file, root && fieldOf(root, 'bases')?.value);
  const value = styledEntry(entry, siblings);
  const block = ['resources:', `${listIndent(file)}- ${entryText(value, siblings, false)}`];
  const end = lastLineWithText(file.lines);
  return [...headLines(file), end].map((line) => ({ value, splices: [insertBlock(file, line, block)] }));
}

/** The last lines of the fields that a list of resources usually follows. */
function headLines({ root, lines, text }: KustomizationFile): number[] {
  const head = ['bases', 'nameSuffix', 'namePrefix', 'namespace', 'metadata', 'kind', 'apiVersion'];
  const fields = head.flatMap((key) => (root && fieldOf(root, key)) ?? []);
  const lastOf = (node: ParsedNode): number => {
    const [start, end] = rangeOf(node);
    return lineIndexAt(lines, start + text.slice(start, end).trimEnd().length - 1);
  };
  const ends = fields.flatMap(({ value }) => (value ? [lastOf(value)] : []));
  const bases = root && fieldOf(root, 'bases') ? ends.slice(0, 1) : [];
  return [...bases, ...(ends.length > 0 ? [Math.max(...ends)] : [])];
}

/** Behind LINE, with an empty line between where the file has them between its fields. */
function insertBlock(file: KustomizationFile, line: number, block: readonly string[]): Splice {
  const next = file.lines[line + 1];
  const isAiry = next !== undefined && /^[ \t]*$/.test(next.text);
  return insertLines(file, line, isAiry ? ['', ...block] : block);
}

function insertLines(
  { text: file, lines }: KustomizationFile,
  index: number,
  content: readonly string[],
): Splice {
  const line = lines[index];
  if (line === undefined) {
    const start = file.startsWith('\ufeff') ? 1 : 0;
    return { start, end: start, text: content.map((one) => `${one}\n`).join('') };
  }
  const { at, text } = linesAfter(line, content, lineEndOf(lines));
  return { start: at, end: at, text };
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
function listIndent({ root, lines, text }: KustomizationFile): string {
  const list = root?.items.map(({ value }) => value).find((value) => isSeq(value) && !value.flow);
  if (!list) return '  ';
  const [start] = rangeOf(list);
  return text.slice(lines[lineIndexAt(lines, start)]?.start, start);
}
