/** A variable of a .env file, where it stands. */
export interface Assignment {
  readonly key: string;
  /** `export` stands before it. */
  readonly exported: boolean;
  /** What the value's text says, without quotes and escapes; a reference in it stays one. */
  readonly value: string;
  /** The value's text, quotes included, and where it stands; empty where there is none. */
  readonly source: string;
  readonly start: number;
  readonly end: number;
}

const HEAD = /^(?<before>[ \t\ufeff]*(?<exported>export[ \t]+)?(?<key>[\w.-]+)(?:[ \t]*=|:(?=[ \t])))/;
/** To its closing mark, which may be on a later line. */
const QUOTED = /^(?:'(?<single>(?:\\'|[^'])*)'|"(?<double>(?:\\[^]|[^"\\])*)")(?=[ \t]*(?:#|\r?\n|$))/;
/** To the end of the line, or the comment before that. */
const PLAIN = /^[^\r\n]*?(?=[ \t]+#|[ \t]*(?:\r|\n|$))/;

const NOTHING = { source: '', value: '' };

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
    // Where nothing stands, not behind the blanks that part a comment.
    const start = written.source === '' ? behind : behind + blanks;
    const end = start + written.source.length;
    found.push({ key, exported: exported !== undefined, ...written, start, end });
    at = endOfLine(text, end) + 1;
  }
  return found;
}

function writtenAt(text: string, at: number): Pick<Assignment, 'source' | 'value'> {
  const first = text[at];
  const quoted = first === '"' || first === "'" ? QUOTED.exec(text.slice(at)) : null;
  if (quoted === null) {
    const source = PLAIN.exec(text.slice(at, endOfLine(text, at)))?.[0] ?? '';
    return { source, value: source };
  }
  const { single, double = '' } = quoted.groups ?? {};
  return { source: quoted[0], value: single ?? double.replace(/\\([^])/g, unescaped) };
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
