import { dump } from 'js-yaml';
import type { Mapping } from './mapping';
import { flowText, RESERVED } from './scalar-text';

/**
 * A manifest as YAML. The layout (maps, lists, indentation) is written here: a library takes a hundred times as long for
 * it, and a synth is interactive. Quoting scalars is the error-prone part, so js-yaml does it: it quotes what a YAML 1.1
 * or 1.2 parser would not read as a string.
 */
export function yamlText(value: object, layout: YamlLayout = KUBERNETES): string {
  return block(value, '', layout);
}

/** The indentation of the value below its key. */
export interface YamlLayout {
  /** Of a mapping: at least two blanks. */
  readonly map: string;
  /** Of the dashes of a list: any number of blanks. */
  readonly list: string;
}

const KUBERNETES: YamlLayout = { map: '  ', list: '  ' };

/** FIRST precedes the first line, INDENT every other line. */
function block(value: object, indent: string, layout: YamlLayout, first = indent): string {
  let text = '';
  let start = first;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) {
      text += entry(`${start}-`, item, indent, layout, true);
      start = indent;
    }
    return text;
  }
  for (const key of Object.keys(value)) {
    const item = (value as Mapping)[key];
    if (item === undefined) continue;
    text += entry(`${start}${keyText(key)}:`, item, indent, layout, false);
    start = indent;
  }
  return text;
}

function entry(head: string, item: unknown, indent: string, layout: YamlLayout, inList: boolean): string {
  if (typeof item !== 'object' || item === null) return `${head} ${scalar(item, indent)}\n`;
  if (Object.keys(item).length === 0) return `${head} ${Array.isArray(item) ? '[]' : '{}'}\n`;
  // The first line of an item follows its dash.
  if (inList) return block(item, `${indent}  `, layout, `${head} `);
  return `${head}\n${block(item, indent + (Array.isArray(item) ? layout.list : layout.map), layout)}`;
}

/**
 * Strings that js-yaml does not quote. It is not called for them, since its first call takes a tenth of a whole synth.
 * Visible ASCII without `#`, whose first character has no other meaning there and where a visible character follows each
 * `:` and blank. After a leading digit, no character of a date or a sexagesimal number.
 */
const PLAIN = /^(?:[A-Za-z/$]|--?[A-Za-z]|[0-9](?=[A-Za-z0-9_./ *]*$))(?:[!"$-9;-~]|[: ](?=[!-~]))*$/;

/** Caches the text of keys and scalars: the same keys, names and scripts occur in every manifest. */
const KNOWN_AT_MOST = 10_000;
const keys = new Map<string, string>();
/** Keyed by indentation. */
const scalars = new Map<string, Map<string, string>>();

function known(texts: Map<string, string>, value: string, find: () => string): string {
  let text = texts.get(value);
  if (text === undefined) {
    text = find();
    if (texts.size < KNOWN_AT_MOST) texts.set(value, text);
  }
  return text;
}

function keyText(key: string): string {
  return known(keys, key, () => newKeyText(key));
}

/** A key is always written on one line, which it may start. */
function newKeyText(key: string): string {
  if (!/^(?:---|\.\.\.)|[\n\r\u0085\u2028\u2029]/.test(key)) return scalarText(key);
  return flowText(key);
}

/** Parsers disagree on a block scalar whose last line holds only blanks. */
const BLANK_LINE = /\n[ \t]+\n*$/;

function scalar(value: unknown, indent: string): string {
  if (typeof value !== 'string') return String(value);
  let texts = scalars.get(indent);
  if (texts === undefined) scalars.set(indent, (texts = new Map<string, string>()));
  return known(texts, value, () => scalarText(value).replace(/\n(?!\n|$)/g, `\n${indent}`));
}

function scalarText(value: string): string {
  if (RESERVED.test(value)) return `"${value}"`;
  if (PLAIN.test(value)) return value;
  return BLOCK.test(value) ? literal(value) : dumped(value);
}

/** The value as js-yaml writes it. */
function dumped(value: string): string {
  // With a second entry, since js-yaml adds a document end after a text that ends in blank lines.
  return dump(
    { _: value, z: 0 },
    { forceQuotes: BLANK_LINE.test(value), lineWidth: -1, quoteStyle: 'double' },
  ).slice('_: '.length, -'\nz: 0\n'.length);
}

/**
 * Lines of visible characters, blanks and tabs, of which the first and the last are not blank: every parser reads a
 * literal block of them the same. js-yaml would quote a text with a tab, and takes ten times as long.
 */
const BLOCK =
  /^[!-~\u00a1-\u1fff][\t -~\u00a1-\u1fff]*\n(?:[\t -~\u00a1-\u1fff]*\n)*(?<=[!-~\u00a1-\u1fff]\n)$/;

function literal(value: string): string {
  return `|\n  ${value.slice(0, -1).replace(/\n(?!\n)/g, '\n  ')}`;
}
