import { isMap, type YAMLMap } from 'yaml';
import type { Splice } from '../../text/edited';
import { scalarText } from '../../text/scalar-text';
import { addToFlow, behindLast, below } from '../yaml/insert';
import { commonStyle, isNothing, nodeAt, pairAt, rangeOf, styleOf } from '../yaml/nodes';
import type { Way } from '../yaml/verify';
import type { ManifestFile, ManifestObject, Part } from './secret-object';
import { encoded } from './secret-value';

/** A way to give a key its value: in which part, and as what string of the YAML. */
export interface SecretEdit extends Way {
  readonly part: Part;
  readonly written: string;
}

/** Every way that could do, the most faithful first. */
export function additionsOf(
  file: ManifestFile,
  { map }: ManifestObject,
  key: string,
  value: string,
): SecretEdit[] {
  const part = partFor(map);
  const values = nodeAt(map, part);
  const added = { part, key, written: encoded(value, part) };
  const ways =
    values === undefined
      ? newPart(file, map, added)
      : isMap(values)
        ? intoMap(file, values, added)
        : intoNothing(file, map, added);
  return ways.map((splices) => ({ ...added, splices }));
}

type Added = Omit<SecretEdit, 'splices'> & { readonly key: string };

/** Where the others are; a Secret without any gets text that a person can read. */
function partFor(map: YAMLMap.Parsed): Part {
  const has = (part: Part): boolean => {
    const values = nodeAt(map, part);
    return isMap(values) && values.items.length > 0;
  };
  if (has('stringData')) return 'stringData';
  if (has('data')) return 'data';
  return nodeAt(map, 'stringData') === undefined && nodeAt(map, 'data') !== undefined ? 'data' : 'stringData';
}

function intoMap(file: ManifestFile, values: YAMLMap.Parsed, { key, written }: Added): Splice[][] {
  const style = commonStyle(values.items.map(({ value }) => styleOf(value)));
  const [first] = values.items;
  const isFlow = values.flow ?? false;
  const quoted = isFlow && style === 'plain' ? 'double' : style;
  const member = `${scalarText(key, styleOf(first?.key), isFlow)}: ${scalarText(written, quoted, isFlow)}`;
  if (isFlow) return [addToFlow(file, values, member)];
  return first ? behindLast(file, values, [file.indentOf(first.key) + member]) : [];
}

/** `data:` with nothing in it. */
function intoNothing(file: ManifestFile, map: YAMLMap.Parsed, { part, key, written }: Added): Splice[][] {
  const pair = pairAt(map, part);
  if (!pair?.value || !isNothing(pair.value)) return [];
  const [start, end] = rangeOf(pair.value);
  if (start !== end) {
    const text = `{${scalarText(key, 'plain', true)}: ${scalarText(written, 'double', true)}}`;
    return [[{ start, end, text }]];
  }
  const content = `${file.indentOf(pair.key)}  ${key}: ${scalarText(written, 'plain', false)}`;
  return [[below(file, file.lineOf(pair.key), [content])]];
}

function newPart(file: ManifestFile, map: YAMLMap.Parsed, { part, key, written }: Added): Splice[][] {
  if (map.flow) {
    const member = `"${part}": {${JSON.stringify(key)}: ${scalarText(written, 'double', true)}}`;
    return [addToFlow(file, map, member)];
  }
  const indent = file.indentOf(map);
  const line = `${indent}  ${key}: ${scalarText(written, 'plain', false)}`;
  return behindLast(file, map, [`${indent}${part}:`, line]);
}
