import { isMap, isScalar, isSeq } from 'yaml';
import type { Splice } from './edited';
import { lineEndOf, lineIndexAt, type Line } from './text-lines';
import { documentsOf, rangeOf } from './yaml-documents';

/**
 * Does a text end within a block scalar, without a line end? To Kubernetes and Compose its value has none at its end
 * either, and would get one with a line behind it; `yaml` and js-yaml see no difference, so that neither would say so.
 */
export function endsOpen(text: string): boolean {
  if (text.endsWith('\n')) return false;
  let node: unknown = documentsOf(text).at(-1)?.contents;
  while (isMap(node) || isSeq(node)) {
    const last: unknown = isMap(node) ? (node.items.at(-1)?.value ?? undefined) : node.items.at(-1);
    node = last;
  }
  if (!isScalar(node) || !node.range) return false;
  if (node.type !== 'BLOCK_LITERAL' && node.type !== 'BLOCK_FOLDED') return false;
  const [start, end] = rangeOf(node);
  // `|-` has none in any case.
  const [header = ''] = text.slice(start, end).split('\n');
  return end === text.length && !/^[|>]\d?-/.test(header);
}

/** CONTENT on lines of its own above the line of OFFSET, and above the comments that stand over that one. */
export function linesAbove(lines: readonly Line[], offset: number, content: readonly string[]): Splice {
  let index = lineIndexAt(lines, offset);
  while (/^[ \t]*#/.test(lines[index - 1]?.text ?? '')) index -= 1;
  const start = lines[index]?.start ?? 0;
  return { start, end: start, text: content.map((line) => line + lineEndOf(lines)).join('') };
}
