/** A variable of a .env file, and its position. */
export interface Assignment {
  readonly key: string;
  /** `export` is before it. */
  readonly exported: boolean;
  /** What the value's text says, without quotes and escapes; a reference in it stays one. */
  readonly value: string;
  /** The value's text, quotes included, and its position; empty where there is none. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
  /** Where the key ends; what parts it from the value follows. */
  readonly keyEnd: number;
  /** A quotation mark in it is not closed; a shell looks for its end in what follows. */
  readonly isOpen: boolean;
}

const HEAD = /^(?<before>[ \t\ufeff]*(?<exported>export[ \t]+)?(?<key>[\w.-]+)(?:[ \t]*=|:(?=[ \t])))/;
/** To its closing mark, which may be on a later line. Backticks are quotes for npm's dotenv alone. */
const QUOTED =
  /^(?:'(?<single>(?:\\'|[^'])*)'|"(?<double>(?:\\[^]|[^"\\])*)"|`(?<back>(?:\\`|[^`])*)`)(?=[ \t]*(?:#|\r?\n|$))/;
/** To the end of the line, or the comment before that. */
const PLAIN = /^[^\r\n]*?(?=[ \t]+#|[ \t]*(?:\r|\n|$))/;

/** What a shell takes for one piece. */
const CLOSED = /\\[^]|'[^']*'|"(?:\\[^]|[^"\\])*"|`(?:\\[^]|[^`\\])*`/g;

const NOTHING = { isOpen: false, source: '', value: '' };

/** In their order. */
export function assignmentsOf(text: string): Assignment[] {
  const found: Assignment[] = [];
  for (let at = 0; at < text.length;) {
    const head = HEAD.exec(text.slice(at, endOfLine(text, at)))?.groups;
    if (head === undefined) {
      at = endOfLine(text, at) + 1;
      continue;
    }
    const { before = '', exported, key = '' } = head;
    const behind = at + before.length;
    const blanks = /^[ \t]*/.exec(text.slice(behind, endOfLine(text, behind)))?.[0].length ?? 0;
    // Directly behind the "=" it is part of the value.
    const isComment = blanks > 0 && text[behind + blanks] === '#';
    const written = isComment ? NOTHING : writtenAt(text, behind + blanks);
    // Where there is no value, not behind the blanks that part a comment.
    const start = written.source === '' ? behind : behind + blanks;
    const end = start + written.source.length;
    const keyEnd = at + before.trimEnd().replace(/[ \t]*[=:]$/, '').length;
    found.push({ key, keyEnd, exported: exported !== undefined, ...written, start, end });
    at = endOfLine(text, end) + 1;
  }
  return found;
}

function writtenAt(text: string, at: number): Pick<Assignment, 'isOpen' | 'source' | 'value'> {
  const quoted = /["'`]/.test(text[at] ?? '') ? QUOTED.exec(text.slice(at)) : null;
  if (quoted === null) {
    const source = PLAIN.exec(text.slice(at, endOfLine(text, at)))?.[0] ?? '';
    return { isOpen: /["'`]/.test(source.replace(CLOSED, '')), source, value: source };
  }
  const { single, double = '', back } = quoted.groups ?? {};
  const value = single ?? back ?? double.replace(/\\([^])/g, unescaped);
  return { isOpen: false, source: quoted[0], value };
}

function unescaped(escape: string, character: string): string {
  if (character === 'n') return '\n';
  if (character === 'r') return '\r';
  if (character === 't') return '\t';
  return '"$\\`'.includes(character) ? character : escape;
}

function endOfLine(text: string, at: number): number {
  const feed = text.indexOf('\n', at);
  return feed < 0 ? text.length : feed;
}
