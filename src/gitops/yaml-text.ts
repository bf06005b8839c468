import { dump } from 'js-yaml';

/**
 * A manifest as YAML. The layout (maps and lists, two spaces) is written here, since a library takes a hundred
 * times as long for it and a synth is interactive; how a scalar is quoted, the part with the traps, is js-yaml's
 * word: it quotes what any YAML 1.1 or 1.2 reader would take for something else than a string.
 */
export function yamlText(value: object): string {
  const lines: string[] = [];
  block(value, '', lines);
  return lines.join('');
}

function block(value: object, indent: string, lines: string[]): void {
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) entry(`${indent}-`, item, indent, true, lines);
    return;
  }
  for (const [key, item] of Object.entries(value)) {
    if (item !== undefined) entry(`${indent}${scalar(key, indent)}:`, item, indent, false, lines);
  }
}

function entry(head: string, item: unknown, indent: string, inList: boolean, lines: string[]): void {
  if (typeof item !== 'object' || item === null) {
    lines.push(`${head} ${scalar(item, indent)}\n`);
  } else if (Object.keys(item).length === 0) {
    lines.push(`${head} ${Array.isArray(item) ? '[]' : '{}'}\n`);
  } else if (inList) {
    // The first line of what an item holds stands behind its dash.
    const from = lines.length;
    block(item, `${indent}  `, lines);
    lines[from] = `${head} ${lines[from]?.slice(indent.length + 2) ?? ''}`;
  } else {
    lines.push(`${head}\n`);
    block(item, `${indent}  `, lines);
  }
}

/** Begins with a letter or `/` and goes on with nothing that means something, so no reader takes it for more. */
const PLAIN = /^[A-Za-z/][A-Za-z0-9_./-]*$/;
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;

/** What js-yaml said of a text that is not plain, by indentation: the same few, long scripts among them, come back. */
const quoted = new Map<string, Map<string, string>>();
const QUOTED_AT_MOST = 10_000;

function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return String(value);
  if (PLAIN.test(value) && !RESERVED.test(value)) return value;
  let known = quoted.get(indent);
  if (known === undefined) quoted.set(indent, (known = new Map<string, string>()));
  let text = known.get(value);
  if (text === undefined) {
    // As a map's value, where a text that ends in blank lines needs no document end behind it.
    text = dump({ _: value }, { lineWidth: -1 })
      .slice('_: '.length, -1)
      .replace(/\n(?!\n|$)/g, `\n${indent}`);
    if (known.size < QUOTED_AT_MOST) known.set(value, text);
  }
  return text;
}
