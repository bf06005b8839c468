import { posix } from 'node:path';
import type { CommentedItem } from './commented-item';
import { canonicalEntry } from './entry';
import type { KustomizationFile } from './kustomization-file';

/** The lines of the list that are a heading for the entry. */
export function headingsFor(
  { commentLines, region: [first, last] }: KustomizationFile,
  entry: string,
): number[] {
  const name = posix.basename(canonicalEntry(entry)).toLowerCase();
  return commentLines
    .filter(({ line, text }) => line >= first && line < last && isHeading(text, name))
    .map(({ line }) => line);
}

/** `# Database`, `# === Database resources ===`; not `# Katib DB manager.`, nor a commented item. */
function isHeading(comment: string, name: string): boolean {
  const title = comment.toLowerCase().replace(/^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$/gu, '');
  const [first, second, ...others] = title.split(/\s+/);
  const isPlainWord =
    second === undefined || /^(?:resources?|section|layer|tier|services?|manifests?)$/.test(second);
  return first === name && isPlainWord && others.length === 0 && !/^#+[ \t]*-[ \t]/.test(comment);
}

/** The last line of the section under the entry's one heading; undefined where there is none, or it is not clear. */
export function endOfSection(
  file: KustomizationFile,
  commented: readonly CommentedItem[],
  entry: string,
): number | undefined {
  const [heading, another] = headingsFor(file, entry);
  if (heading === undefined || another !== undefined) return undefined;
  const listed = new Set([...file.items, ...commented].map(({ line }) => line));
  const above = endOfFrame(file, heading, -1);
  const start = endOfFrame(file, heading, 1);
  // With other words around it, it may be one of theirs.
  if ([above - 1, start + 1].some((line) => !listed.has(line) && commentAt(file, line) !== undefined)) {
    return undefined;
  }
  let last = start;
  while (listed.has(last + 1)) last++;
  return last > start || isEmptySection(file, listed, start) ? last : undefined;
}

/** From the heading on, the last of the lines that frame it: comments without a word. */
function endOfFrame(file: KustomizationFile, heading: number, step: 1 | -1): number {
  let last = heading;
  while (/^[^\p{L}\p{N}]+$/u.test(commentAt(file, last + step) ?? '')) last += step;
  return last;
}

function commentAt({ commentLines }: KustomizationFile, at: number): string | undefined {
  return commentLines.find(({ line }) => line === at)?.text;
}

/** Indented, and followed by a blank line and no item: at the margin it may be the heading of a field. */
function isEmptySection(
  { lines, region: [, end] }: KustomizationFile,
  listed: ReadonlySet<number>,
  start: number,
): boolean {
  const blank = (line: number): boolean => line >= end || /^[ \t]*$/.test(lines[line]?.text ?? '');
  if (!blank(start + 1) || !/^[ \t]/.test(lines[start]?.text ?? '')) return false;
  let next = start + 1;
  while (next < end && blank(next)) next++;
  return !listed.has(next);
}
