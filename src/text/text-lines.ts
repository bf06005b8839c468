/** A line of a text: its characters from START to END, then its line break, which may be missing in the last line. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly eol: '\n' | '\r\n' | '';
  readonly text: string;
}

/** Every line, without the empty one after a final line break. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  for (let start = 0; start < text.length;) {
    const feed = text.indexOf('\n', start);
    const after = feed < 0 ? text.length : feed + 1;
    const eol = feed < 0 ? '' : text[feed - 1] === '\r' && feed > start ? '\r\n' : '\n';
    const end = after - eol.length;
    lines.push({ start, end, eol, text: text.slice(start, end) });
    start = after;
  }
  return lines;
}

/** The index of the line that contains OFFSET; for the end of the text, the last line. */
export function lineIndexAt(lines: readonly Line[], offset: number): number {
  let low = 0;
  let high = lines.length - 1;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((lines[middle]?.start ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The line number of OFFSET, counted from 1. */
export function lineNumberAt(lines: readonly Line[], offset: number): number {
  return lineIndexAt(lines, offset) + 1;
}

/** The line break that the file uses; a line feed if it has none yet. */
export function lineEndOf(lines: readonly Line[]): string {
  return lines[0]?.eol === '\r\n' ? '\r\n' : '\n';
}

/** Inserts CONTENT as new lines after LINE. A missing final line break stays missing. */
export function linesAfter(
  line: Line,
  content: readonly string[],
  lineEnd: string,
): { at: number; text: string } {
  const eol = line.eol || lineEnd;
  return { at: line.end, text: content.map((text) => eol + text).join('') };
}
