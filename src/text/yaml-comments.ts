import { CST, Lexer } from 'yaml';
import { lineIndexAt, type Line } from './text-lines';

/** A comment from its `#` to the end of its line. A `#` inside a string or a block scalar does not start one. */
export interface Comment {
  readonly offset: number;
  readonly text: string;
  /** Index of its line. */
  readonly line: number;
  /** True if only blanks precede it on its line. */
  readonly alone: boolean;
}

const MARKS = new Set(['doc-mode', 'flow-error-end', 'scalar']);

/** Every comment of a YAML text, found by the lexer, since the syntax tree has no node for a commented line. */
export function commentsOf(text: string, lines: readonly Line[]): Comment[] {
  const comments: Comment[] = [];
  let offset = 0;
  let isScalar = false;
  for (const lexeme of new Lexer().lex(text)) {
    const kind: CST.TokenType | null | undefined = isScalar ? undefined : CST.tokenType(lexeme);
    isScalar = kind === 'scalar';
    if (kind !== undefined && kind !== null && MARKS.has(kind)) continue;
    if (kind === 'comment') {
      const line = lineIndexAt(lines, offset);
      const before = text.slice(lines[line]?.start ?? 0, offset);
      comments.push({ offset, text: lexeme.replace(/\r$/, ''), line, alone: /^[ \t]*$/.test(before) });
    }
    offset += lexeme.length;
  }
  return comments;
}
