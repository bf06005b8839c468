import { isMap, isScalar, type ParsedNode, type YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { addToFlow } from '../../text/flow-collection';
import { endsOpen, linesAbove } from '../../text/open-end';
import { scalarText, type ScalarStyle } from '../../text/scalar-text';
import { lineEndOf, lineIndexAt, linesAfter } from '../../text/text-lines';
import { rangeOf } from '../../text/yaml-documents';
import { at, type ManifestFile, type ManifestObject, type Part } from './secret-object';
import type { SecretEdit } from './secret-edit';
import { encoded } from './secret-value';

/** Every way that could do, the most faithful first. */
export function additionsOf(
  file: ManifestFile,
  secret: ManifestObject,
  key: string,
  value: string,
): SecretEdit[] {
  const part = partFor(secret);
  const values = at(secret.map, part);
  const written = encoded(value, part);
  const ways =
    values === undefined
      ? newPart(file, secret, part, key, written)
      : isMap(values)
        ? intoMap(file, values, key, written)
        : intoNothing(file, secret.map, part, key, written);
  return ways.map((splices) => ({ part, written, splices }));
}

/** Where the others are; a Secret without any gets text that a person can read. */
function partFor({ map }: ManifestObject): Part {
  const has = (part: Part): boolean => {
    const values = at(map, part);
    return isMap(values) && values.items.length > 0;
  };
  if (has('stringData')) return 'stringData';
  if (has('data')) return 'data';
  return at(map, 'stringData') === undefined && at(map, 'data') !== undefined ? 'data' : 'stringData';
}

function intoMap(file: ManifestFile, values: YAMLMap.Parsed, key: string, written: string): Splice[][] {
  const style = valueStyle(values);
  const name = scalarText(key, styleOf(values.items[0]?.key), values.flow ?? false);
  if (values.flow) {
    const members = values.items.map(
      (pair) => [rangeOf(pair.key)[0], rangeOf(pair.value ?? pair.key)[1]] as const,
    );
    const quoted = style === 'plain' ? 'double' : style;
    const member = `${name}: ${scalarText(written, quoted, true)}`;
    return [addToFlow(file.text, { range: rangeOf(values), members }, member)];
  }
  const first = values.items[0];
  const last = values.items.at(-1);
  if (!first || !last) return [];
  const indent = indentAt(file, rangeOf(first.key)[0]);
  return besides(file, last, [`${indent}${name}: ${scalarText(written, style, false)}`]);
}

/** `data:` with nothing in it. */
function intoNothing(
  file: ManifestFile,
  map: YAMLMap.Parsed,
  part: Part,
  key: string,
  written: string,
): Splice[][] {
  const pair = map.items.find((one) => isScalar(one.key) && one.key.value === part);
  if (!pair?.value || !isScalar(pair.value) || pair.value.value !== null) return [];
  const [start, end] = rangeOf(pair.value);
  if (start !== end) {
    return [
      [{ start, end, text: `{${scalarText(key, 'plain', true)}: ${scalarText(written, 'double', true)}}` }],
    ];
  }
  const keyStart = rangeOf(pair.key)[0];
  const content = `${indentAt(file, keyStart)}  ${key}: ${scalarText(written, 'plain', false)}`;
  return [[below(file, lineIndexAt(file.lines, keyStart), [content])]];
}

function newPart(
  file: ManifestFile,
  { map }: ManifestObject,
  part: Part,
  key: string,
  written: string,
): Splice[][] {
  if (map.flow) {
    const members = map.items.map(
      (pair) => [rangeOf(pair.key)[0], rangeOf(pair.value ?? pair.key)[1]] as const,
    );
    const member = `"${part}": {${JSON.stringify(key)}: ${scalarText(written, 'double', true)}}`;
    return [addToFlow(file.text, { range: rangeOf(map), members }, member)];
  }
  const last = map.items.at(-1);
  if (!last) return [];
  const indent = indentAt(file, rangeOf(map)[0]);
  return besides(file, last, [
    `${indent}${part}:`,
    `${indent}  ${key}: ${scalarText(written, 'plain', false)}`,
  ]);
}

/** Behind the last one; before it where a line behind it would change its value. */
function besides(
  file: ManifestFile,
  { key, value }: YAMLMap.Parsed['items'][number],
  content: readonly string[],
): Splice[][] {
  const [, end] = rangeOf(value ?? key);
  if (end < file.text.length || !endsOpen(file.text)) return behind(file, value ?? key, content);
  return [[linesAbove(file.lines, rangeOf(key)[0], content)]];
}

/** Behind the last line that says something; where a block scalar keeps its empty lines, behind those. */
function behind(file: ManifestFile, node: ParsedNode, content: readonly string[]): Splice[][] {
  const [start, end] = rangeOf(node);
  const said = start + Math.max(file.text.slice(start, end).trimEnd().length - 1, 0);
  return [lineIndexAt(file.lines, said), lineIndexAt(file.lines, Math.max(end - 1, start))].map((line) => [
    below(file, line, content),
  ]);
}

function below(file: ManifestFile, index: number, content: readonly string[]): Splice {
  const line = file.lines[index];
  if (line === undefined) throw new Error(`the file has no line ${index + 1}`);
  const { at: start, text } = linesAfter(line, content, lineEndOf(file.lines));
  return { start, end: start, text };
}

/** Blanks up to the column of OFFSET, whatever stands there: the dash of a list's item, or a byte order mark. */
function indentAt({ lines, text }: ManifestFile, offset: number): string {
  const start = lines[lineIndexAt(lines, offset)]?.start ?? 0;
  return ' '.repeat(text.slice(start, offset).replace('\ufeff', '').length);
}

/** As most of the siblings' values are quoted. */
function valueStyle(values: YAMLMap.Parsed): ScalarStyle {
  const styles = values.items.map(({ value }) => styleOf(value));
  for (const style of ['double', 'single'] as const) {
    if (styles.filter((one) => one === style).length * 2 > styles.length) return style;
  }
  return 'plain';
}

function styleOf(node: ParsedNode | null | undefined): ScalarStyle {
  if (isScalar(node) && node.type === 'QUOTE_DOUBLE') return 'double';
  return isScalar(node) && node.type === 'QUOTE_SINGLE' ? 'single' : 'plain';
}
