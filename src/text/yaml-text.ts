import { dump } from 'js-yaml';
import type { Mapping } from './mapping';
import { flowText, RESERVED } from './scalar-text';

/**
 * A manifest as YAML. The layout (maps and lists, two spaces) is written here, since a library takes a hundred
 * times as long for it and a synth is interactive; how a scalar is quoted, the part with the traps, is js-yaml's
 * word: it quotes what any YAML 1.1 or 1.2 reader would take for something else than a string.
 */
export function yamlText(value: object, layout: YamlLayout = KUBERNETES): string {
  return block(value, '', layout);
}

/** By how much what belongs to a key is indented. */
export interface YamlLayout {
  /** A mapping: two blanks or more. */
  readonly map: string;
  /** The dashes of a list: as many as one likes. */
  readonly list: string;
}

const KUBERNETES: YamlLayout = { map: '  ', list: '  ' };

/** FIRST stands before the first line, INDENT before each other one. */
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
  // The first line of what an item holds stands behind its dash.
  if (inList) return block(item, `${indent}  `, layout, `${head} `);
  return `${head}\n${block(item, indent + (Array.isArray(item) ? layout.list : layout.map), layout)}`;
}

/**
 * What js-yaml leaves as it is, without asking: its first call takes a tenth of a whole synth. Visible ASCII that begins
 * with what begins nothing else, where no `:` or blank is the last of a word, and no `#`; with a digit in front nothing
 * that dates and sexagesimal numbers are made of.
 */
const PLAIN = /^(?:[A-Za-z/$]|--?[A-Za-z]|[0-9](?=[A-Za-z0-9_./ *]*$))(?:[!"$-9;-~]|[: ](?=[!-~]))*$/;

/** The same keys, names and scripts come back in each manifest. */
const KNOWN_AT_MOST = 10_000;
const keys = new Map<string, string>();
/** By indentation. */
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

/** A key stands on one line, whatever is in it, and may be the first thing on it. */
function newKeyText(key: string): string {
  if (!/^(?:---|\.\.\.)|[\n\r\u0085\u2028\u2029]/.test(key)) return scalarText(key);
  return flowText(key);
}

/** A last line of blanks alone in a block scalar is not read the same by all. */
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

/** What js-yaml makes of it. */
function dumped(value: string): string {
  // With another entry behind it: a text that ends in blank lines would get a document end else.
  return dump(
    { _: value, z: 0 },
    { forceQuotes: BLANK_LINE.test(value), lineWidth: -1, quoteStyle: 'double' },
  ).slice('_: '.length, -'\nz: 0\n'.length);
}

/**
 * Lines of what can be seen, tabs among it, the first and the last of them not blank: a literal block whoever reads it.
 * js-yaml takes a tab for what cannot be in one, and ten times as long.
 */
const BLOCK =
  /^[!-~\u00a1-\u1fff][\t -~\u00a1-\u1fff]*\n(?:[\t -~\u00a1-\u1fff]*\n)*(?<=[!-~\u00a1-\u1fff]\n)$/;

function literal(value: string): string {
  return `|\n  ${value.slice(0, -1).replace(/\n(?!\n)/g, '\n  ')}`;
}
