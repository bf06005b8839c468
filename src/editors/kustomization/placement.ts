import { posix } from 'node:path';
import { isSeq, type YAMLSeq } from 'yaml';
import { applySplices, type Splice } from '../../text/edited';
import { addToFlow, behindLast, below } from '../yaml/insert';
import { rangeOf } from '../yaml/nodes';
import { commentedItemsOf, indentOf, type CommentedItem } from './commented-item';
import { canonicalEntry, isInsideEntry, isSameEntry } from './entry';
import { entryText, styledEntry } from './entry-style';
import { endOfSection, headingsFor } from './heading';
import type { KustomizationFile } from './kustomization-file';
import { listIndent, newLists, type Placement } from './new-list';

/** Every way that could do, the most faithful first; which one holds is for the parsers to say. */
export function placementsOf(file: KustomizationFile, entry: string): Placement[] {
  const { field, items } = file;
  if (field === undefined) return newLists(file, entry);
  const { key, value: list } = field;
  const commented = commentedItemsOf(file);
  if (isSeq(list) && list.flow) {
    const value = styledEntry(entry, items);
    const siblings = items.length === 0 && file.root?.flow ? [{ value: '', source: '"' }] : items;
    return [{ value, splices: addToFlow(file, list, entryText(value, siblings, true)) }];
  }
  if (isSeq(list)) {
    const indent = file.indentOf(list);
    return [...uncommented(file, commented, entry, () => indent), ...appended(file, list, commented, entry)];
  }
  const [start, end] = list ? rangeOf(list) : [0, 0];
  if (start !== end) {
    return [{ value: entry, splices: [{ start, end, text: `[${entryText(entry, [], true)}]` }] }];
  }
  return [
    ...uncommented(file, commented, entry, indentOf),
    ...firstOfList(file, [endOfSection(file, commented, entry), file.lineOf(key)], commented, entry),
  ];
}

/** A commented item becomes active: the sibling's indentation and the text from the dash on. */
function uncommented(
  file: KustomizationFile,
  commented: readonly CommentedItem[],
  entry: string,
  indent: (item: CommentedItem) => string,
): Placement[] {
  const lineFor = (item: CommentedItem, value: string, content: string): Placement => {
    const { start, end } = file.lines[item.line] ?? { start: 0, end: 0 };
    return { splices: [{ start, end, text: indent(item) + content }], from: item, value };
  };
  // A file's own line says nothing of how directories are written; active directories do.
  const directories = file.items.filter(({ value }) => value.endsWith('/'));
  return [
    ...commented
      .filter(({ value }) => isSameEntry(value, entry))
      .map((item) => lineFor(item, item.value, item.content)),
    ...commented
      .filter(({ value }) => isInsideEntry(value, entry))
      .map((item) => {
        const value = styledEntry(entry, [item, ...directories]);
        const source = entryText(value, [item], false);
        return lineFor(
          item,
          value,
          item.content.replace(item.source, () => source),
        );
      }),
  ];
}

/** Which entries have a line in the list that says where they go: a commented one, or a heading. */
export function hasOwnLine(file: KustomizationFile): (entry: string) => boolean {
  const commented = commentedItemsOf(file);
  return (entry) =>
    commented.some(({ value }) => isSameEntry(value, entry) || isInsideEntry(value, entry)) ||
    headingsFor(file, entry).length > 0;
}

/** The text with several entries at the end of a block list, and their values; undefined where the list is none. */
export function behindLastItem(
  file: KustomizationFile,
  entries: readonly string[],
): { readonly values: readonly string[]; readonly text: string } | undefined {
  const { items } = file;
  const list = file.field?.value;
  if (!isSeq(list) || list.flow) return undefined;
  const values = entries.map((entry) => styledEntry(entry, items));
  const indent = file.indentOf(list);
  const content = values.map((value) => `${indent}- ${entryText(value, items, false)}`);
  const [splices = []] = behindList(file, list, commentedItemsOf(file), content);
  return { values, text: applySplices(file.text, splices) };
}

function appended(
  file: KustomizationFile,
  list: YAMLSeq.Parsed,
  commented: readonly CommentedItem[],
  entry: string,
): Placement[] {
  const { items } = file;
  const value = styledEntry(entry, items);
  const content = [`${file.indentOf(list)}- ${entryText(value, items, false)}`];
  const directory = posix.dirname(canonicalEntry(entry));
  const beside = items.findLast((item) => posix.dirname(canonicalEntry(item.value)) === directory);
  const isLast = directory === '.' || beside === items.at(-1);
  const lines = [endOfSection(file, commented, entry), isLast ? undefined : beside?.lastLine];
  return [
    ...lines.filter((line) => line !== undefined).map((line) => [below(file, line, content)]),
    ...behindList(file, list, commented, content),
  ].map((splices) => ({ value, splices }));
}

function behindList(
  file: KustomizationFile,
  list: YAMLSeq.Parsed,
  commented: readonly CommentedItem[],
  content: readonly string[],
): Splice[][] {
  return behindLast(file, list, content, { lines: (_, line) => [afterCommented(commented, line)] });
}

/** Commented items right behind the last active one are of the list: the new one comes behind them. */
function afterCommented(commented: readonly CommentedItem[], line: number): number {
  let last = line;
  while (commented.some((item) => item.line === last + 1)) last++;
  return last;
}

function firstOfList(
  file: KustomizationFile,
  lines: readonly (number | undefined)[],
  commented: readonly CommentedItem[],
  entry: string,
): Placement[] {
  const value = styledEntry(entry, commented);
  const [first] = commented;
  const content = `${first ? indentOf(first) : listIndent(file)}- ${entryText(value, commented, false)}`;
  return lines.flatMap((line) =>
    line === undefined ? [] : [{ value, splices: [below(file, line, [content])] }],
  );
}
