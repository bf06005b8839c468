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
  let pending = '';
  for (const line of text.split(/\r?\n/)) {
    pending = pending === '' ? withoutComment(line) : `${pending}\n${withoutComment(line)}`;
    if (isOpen(pending)) continue;
    const [, header] = /^\s*\[\[?([^[\]]+)\]\]?\s*$/.exec(pending) ?? [];
    const [, key, value] =
      /^\s*((?:[\w-]+|"[^"]*"|'[^']*')(?:\s*\.\s*(?:[\w-]+|"[^"]*"|'[^']*'))*)\s*=\s*(.*?)\s*$/s.exec(
        pending,
      ) ?? [];
    if (header !== undefined) table = keyParts(header);
    else if (key !== undefined && value !== undefined)
      entries.push({ path: [...table, ...keyParts(key)], value });
    pending = '';
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

function keyParts(key: string): string[] {
  return (key.match(/"[^"]*"|'[^']*'|[^.\s"']+/g) ?? []).map((part) => part.replace(/^["']|["']$/g, ''));
}

function withoutComment(line: string): string {
  return line.replace(/("(?:[^"\\]|\\.)*"|'[^']*')|#.*$/g, (_, string?: string) => string ?? '');
}

/** Does a value go on in the next line? */
function isOpen(text: string): boolean {
  const bare = text.replace(STRING, '""');
  if (/"""|'''/.test(bare.replaceAll('""', ' '))) return true;
  return (bare.match(/[[{]/g) ?? []).length > (bare.match(/[\]}]/g) ?? []).length;
}
