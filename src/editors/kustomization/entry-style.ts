import { scalarText, type ScalarStyle } from '../../text/scalar-text';
import { isDirectoryEntry, isRemote } from './entry';

/** An entry of the list as it is written: what it says, and that with its quotes. */
export interface Sibling {
  readonly value: string;
  readonly source: string;
}

/** The entry as most of its siblings are written: `./` before it, `/` behind a directory, the quotes. */
export function styledEntry(entry: string, siblings: readonly Sibling[]): string {
  const local = siblings.filter(({ value }) => !isRemote(value) && !value.startsWith('../'));
  const directories = siblings.filter(({ value }) => !isRemote(value) && isDirectoryEntry(value));
  const dotted = mostly(local, ({ value }) => value.startsWith('./'));
  const slashed = mostly(directories, ({ value }) => value.endsWith('/'));
  const prefix = dotted && !/^\.{0,2}\//.test(entry) && !isRemote(entry) ? './' : '';
  const suffix = slashed && isDirectoryEntry(entry) && !entry.endsWith('/') && !isRemote(entry) ? '/' : '';
  return `${prefix}${entry}${suffix}`;
}

/** How most of the siblings are quoted. */
export function quoteStyleOf(siblings: readonly Sibling[]): ScalarStyle {
  if (mostly(siblings, ({ source }) => source.startsWith('"'))) return 'double';
  if (mostly(siblings, ({ source }) => source.startsWith("'"))) return 'single';
  return 'plain';
}

export function entryText(value: string, siblings: readonly Sibling[], inFlow: boolean): string {
  return scalarText(value, quoteStyleOf(siblings), inFlow);
}

function mostly(siblings: readonly Sibling[], has: (sibling: Sibling) => boolean): boolean {
  return siblings.filter(has).length * 2 > siblings.length;
}
