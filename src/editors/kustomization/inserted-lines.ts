import type { Splice } from '../../text/edited';
import { lineEndOf, linesAfter } from '../../text/text-lines';
import type { KustomizationFile } from './kustomization-file';

/** CONTENT on lines of its own behind the line of that index; in an empty file, at its start. */
export function insertLines(
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
