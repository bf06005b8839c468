import { posix } from 'node:path';
import type { Splice } from '../../text/edited';
import { addToFlow } from '../../text/flow-collection';
import { lineIndexAt } from '../../text/text-lines';
import { commentedItemsOf, indentOf, type CommentedItem } from './commented-item';
import { canonicalEntry, isInsideEntry, isSameEntry } from './entry';
import { entryText, styledEntry, type Sibling } from './entry-style';
import { endOfSection, headingsFor } from './heading';
import { insertLines } from './inserted-lines';
import type { ActiveItem, KustomizationFile } from './kustomization-file';
import { listIndent, newLists } from './new-list';

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
  const { entries } = file;
  switch (entries.kind) {
    case 'flow':
      return [intoFlow(file, entries, entry)];
    case 'block':
      return [
        ...uncommented(file, commented, entry, () => entries.indent),
        ...appended(file, entries.items, entries.indent, commented, entry),
      ];
    case 'null':
      return isImplicit(entries.range)
        ? [
            ...uncommented(file, commented, entry, indentOf),
            ...[endOfSection(file, [], commented, entry), entries.keyLine]
              .filter((line) => line !== undefined)
              .map((line) => firstOfList(file, line, commented, entry)),
          ]
        : [inPlaceOfNull(entries.range, entry)];
    case 'absent':
      return newLists(file, entry);
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

/** Which entries have a line of the list's that says where they go: a commented one, or a heading. */
export function placesInList(file: KustomizationFile): (entry: string) => boolean {
  const commented = commentedItemsOf(file);
  return (entry) =>
    commented.some(({ value }) => isSameEntry(value, entry) || isInsideEntry(value, entry)) ||
    headingsFor(file, entry).length > 0;
}

/** Several entries at the end of a block list; undefined where the list is none. */
export function behindLast(
  file: KustomizationFile,
  added: readonly string[],
): { readonly values: readonly string[]; readonly splices: readonly Splice[] } | undefined {
  const { entries } = file;
  const last = entries.kind === 'block' ? entries.items.at(-1) : undefined;
  if (entries.kind !== 'block' || last === undefined) return undefined;
  const { items, indent } = entries;
  const values = added.map((entry) => styledEntry(entry, items));
  const line = lineIndexAt(file.lines, Math.max(last.start, last.end - 1));
  const content = values.map((value) => `${indent}- ${entryText(value, items, false)}`);
  return { values, splices: [insertLines(file, afterCommented(commentedItemsOf(file), line), content)] };
}

/** A file's own line says nothing of how directories are written; active directories do. */
function directoriesOf(file: KustomizationFile): Sibling[] {
  const items = 'items' in file.entries ? file.entries.items : [];
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
  const lineOf = ({ start, end }: ActiveItem): number => lineIndexAt(file.lines, Math.max(start, end - 1));
  return [
    endOfSection(file, items, commented, entry),
    beside && (beside === last ? afterCommented(commented, lineOf(beside)) : lineOf(beside)),
    last && afterCommented(commented, lineOf(last)),
  ]
    .filter((line) => line !== undefined)
    .map((line) => ({ value, splices: [insertLines(file, line, [content])] }));
}

/** Commented items right behind the last active one are of the list: the new one comes behind them. */
function afterCommented(commented: readonly CommentedItem[], line: number): number {
  const taken = new Set(commented.map((item) => item.line));
  let last = line;
  while (taken.has(last + 1)) last++;
  return last;
}

function firstOfList(
  file: KustomizationFile,
  line: number,
  commented: readonly CommentedItem[],
  entry: string,
): Placement {
  const value = styledEntry(entry, commented);
  const first = commented[0];
  const indent = first ? indentOf(first) : listIndent(file);
  return {
    value,
    splices: [insertLines(file, line, [`${indent}- ${entryText(value, commented, false)}`])],
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
