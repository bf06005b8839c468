import { posix } from 'node:path';
import { lineIndexAt } from '../text-lines';
import type { CommentedItem } from './commented-item';
import { canonicalEntry } from './entry';
import type { ActiveItem, KustomizationFile } from './kustomization-file';

/** The lines of the list that are a heading for the entry. */
export function headingsFor({ comments, region: [first, last] }: KustomizationFile, entry: string): number[] {
  const name = posix.basename(canonicalEntry(entry)).toLowerCase();
  return comments
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

/** The last line of what stands under the entry's one heading, or that heading's own. */
export function endOfSection(
  file: KustomizationFile,
  items: readonly ActiveItem[],
  commented: readonly CommentedItem[],
  entry: string,
): number | undefined {
  const [heading, another] = headingsFor(file, entry);
  if (heading === undefined || another !== undefined) return undefined;
  const taken = new Set([
    ...items.map((item) => lineIndexAt(file.lines, item.start)),
    ...commented.map(({ line }) => line),
  ]);
  let last = heading;
  while (taken.has(last + 1)) last++;
  // With nothing under it, it may be the heading of the field that follows.
  const next = file.lines[last + 1]?.text ?? '';
  return last > heading || /^[ \t]*(?:#|$)/.test(next) ? last : undefined;
}
