import { scalarText, type ScalarStyle } from '../../text/scalar-text';
import { commonStyle } from '../yaml/nodes';
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

/** Quoted as most of the siblings are. */
export function entryText(value: string, siblings: readonly Sibling[], inFlow: boolean): string {
  const styles = siblings.map(({ source }) => QUOTES[source[0] ?? ''] ?? 'plain');
  return scalarText(value, commonStyle(styles), inFlow);
}

const QUOTES: Readonly<Record<string, ScalarStyle>> = { '"': 'double', "'": 'single' };

function mostly(siblings: readonly Sibling[], has: (sibling: Sibling) => boolean): boolean {
  return siblings.filter(has).length * 2 > siblings.length;
}
