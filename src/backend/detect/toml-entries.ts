export interface TomlEntry {
  /** The table's name and the key, part by part. */
  readonly path: readonly string[];
  /** As it is written, up to its last bracket. */
  readonly value: string;
}

/**
 * The keys of a TOML file with their values as text: enough to find lists of packages, and no parser. It knows
 * tables, dotted and quoted keys, comments, strings of one line and of several, and brackets over several lines.
 */
export function tomlEntries(text: string): TomlEntry[] {
  const entries: TomlEntry[] = [];
  let table: string[] = [];
  for (const statement of statements(text)) {
    const header = HEADER.exec(statement)?.[1];
    const [, key, value] = ENTRY.exec(statement) ?? [];
    if (header !== undefined) table = keyParts(header);
    else if (key !== undefined && value !== undefined)
      entries.push({ path: [...table, ...keyParts(key)], value });
  }
  return entries;
}

/** The strings in a value. */
export function tomlStrings(value: string): string[] {
  return [...value.matchAll(STRING)].map(([whole]) =>
    whole.replace(/^(?:"""|'''|["'])|(?:"""|'''|["'])$/g, ''),
  );
}

const STRING = /"""[\s\S]*?"""|'''[\s\S]*?'''|"(?:[^"\\\n]|\\.)*"|'[^'\n]*'/g;
const HEADER = /^\s*\[\[?([^[\]]+)\]\]?\s*$/;
const KEY_PART = String.raw`(?:[\w-]+|"[^"]*"|'[^']*')`;
const ENTRY = new RegExp(String.raw`^\s*(${KEY_PART}(?:\s*\.\s*${KEY_PART})*)\s*=\s*(.*?)\s*$`, 's');

function keyParts(key: string): string[] {
  return (key.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? []).map((part) => part.replace(/^["']|["']$/g, ''));
}

/** The lines without their comments; those of one value together. */
function statements(text: string): string[] {
  const found: string[] = [];
  let lines: string[] = [];
  let depth = 0;
  let quote: string | undefined;
  for (const line of text.split(/\r?\n/)) {
    const isInside = quote !== undefined;
    const kept = isInside ? line : withoutComment(line);
    lines.push(kept);
    // A string of several lines begins or ends in a line that holds its quotes an odd number of times.
    quote ??= ['"""', "'''"].find((triple) => kept.includes(triple));
    if (quote !== undefined && (kept.split(quote).length % 2 === 0) === isInside) quote = undefined;
    if (!isInside && quote === undefined) depth += nesting(kept);
    if (depth > 0 || quote !== undefined) continue;
    found.push(lines.join('\n'));
    lines = [];
    depth = 0;
  }
  return found;
}

function withoutComment(line: string): string {
  return line.replace(/("(?:[^"\\]|\\.)*"|'[^']*')|#.*$/g, (_, string?: string) => string ?? '');
}

/** How many more brackets a line opens than it closes. */
function nesting(line: string): number {
  const bare = line.replace(STRING, '');
  return (bare.match(/[[{]/g) ?? []).length - (bare.match(/[\]}]/g) ?? []).length;
}
