import type { ParsedNode } from 'yaml';
import { Refusal, type Notice } from '../../text/refusal';
import { lineEndOf, lineIndexAt, linesOf, type Line } from '../../text/text-lines';
import { commentsOf, type Comment } from '../../text/yaml-comments';
import { isNothing, rangeOf, type YamlPair } from './nodes';
import { documentsOf, type YamlDocument } from './parsers';
import type { ProblemCode } from '../../text/problem-code';

/** A YAML file, read once: its text, lines, comments and documents. Lines are counted from 0. */
export class YamlFile {
  readonly lines: readonly Line[];
  readonly lineEnd: string;
  #comments: Comment[] | undefined;

  /** @throws Refusal where git left its conflict markers: the two sides look like duplicate keys and broken lists */
  constructor(
    readonly text: string,
    readonly path: string,
  ) {
    this.lines = linesOf(text);
    this.lineEnd = lineEndOf(this.lines);
    const index = this.lines.findIndex((line) => /^(?:<{7}|>{7})(?: |$)/.test(line.text));
    if (index < 0) return;
    const message = `line ${index + 1} is a git conflict marker; resolve the merge conflict, then run again`;
    throw this.refusal('conflict-marker', message);
  }

  /** @throws Refusal where the text is not valid YAML */
  get documents(): readonly YamlDocument[] {
    const documents = documentsOf(this.text);
    const [error] = documents.flatMap(({ errors }) => errors);
    if (error === undefined) return documents;
    // Never the parser's own message: it quotes the text, and the text may hold a secret.
    const what = error.code.toLowerCase().replaceAll('_', ' ');
    const line = lineIndexAt(this.lines, error.pos[0]) + 1;
    throw this.refusal('not-yaml', `line ${line} is not valid YAML (${what}); mend it, then run again`);
  }

  /** The documents that hold something. */
  get fullDocuments(): readonly YamlDocument[] {
    return this.documents.filter(({ contents }) => !isNothing(contents));
  }

  get comments(): readonly Comment[] {
    return (this.#comments ??= commentsOf(this.text, this.lines));
  }

  lineAt(offset: number): number {
    return lineIndexAt(this.lines, offset);
  }

  lineOf(node: ParsedNode): number {
    return this.lineAt(rangeOf(node)[0]);
  }

  /** As people count: from 1. */
  lineNumberOf(node: ParsedNode): number {
    return this.lineOf(node) + 1;
  }

  /** The last line of an entry that has text; empty lines after a block scalar are not included. */
  lastLineOf({ key, value }: YamlPair): number {
    const [start, end] = rangeOf(value ?? key);
    const length = this.text.slice(start, end).trimEnd().length;
    return this.lineAt(Math.max(start + length - 1, rangeOf(key)[0]));
  }

  /** Blanks up to the column of a node, whatever is there: the dash of an item, or a byte order mark. */
  indentOf(node: ParsedNode): string {
    const [start] = rangeOf(node);
    const lineStart = this.lines[this.lineAt(start)]?.start ?? 0;
    return ' '.repeat(this.text.slice(lineStart, start).replace('\ufeff', '').length);
  }

  sourceOf(node: ParsedNode): string {
    return this.text.slice(...rangeOf(node));
  }

  notice(code: ProblemCode, message: string): Notice {
    return { code, path: this.path, message };
  }

  refusal(code: ProblemCode, message: string): Refusal {
    return Refusal.of(code, this.path, message);
  }
}
