/** A line of a text: its own characters from START to END, then its line end, which the last one may lack. */
export interface Line {
  readonly start: number;
  readonly end: number;
  readonly eol: '\n' | '\r\n' | '';
  readonly text: string;
}

/** Every line, the empty one behind a final line end left out. */
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

/** The index of the line that holds OFFSET; the last one for the end of the text. */
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

/** As people count: from 1. */
export function lineNumberAt(lines: readonly Line[], offset: number): number {
  return lineIndexAt(lines, offset) + 1;
}

/** What the file ends its lines with; where it has none yet, a line feed. */
export function lineEndOf(lines: readonly Line[]): string {
  return lines[0]?.eol === '\r\n' ? '\r\n' : '\n';
}

/** Content put on lines of its own behind LINE: a missing final line end stays missing. */
export function linesAfter(
  line: Line,
  content: readonly string[],
  lineEnd: string,
): { at: number; text: string } {
  const eol = line.eol || lineEnd;
  return { at: line.end, text: content.map((text) => eol + text).join('') };
}
