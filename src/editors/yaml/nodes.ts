import { isMap, isScalar, isSeq, type Pair, type ParsedNode, type YAMLMap, type YAMLSeq } from 'yaml';
import type { ScalarStyle } from '../../text/scalar-text';

export type YamlPair = Pair<ParsedNode, ParsedNode | null>;
export type MaybeNode = ParsedNode | null | undefined;

/** Where a node's own text starts and ends, without comments after it. */
export function rangeOf(node: {
  range?: readonly [number, number, number] | null | undefined;
}): [number, number] {
  if (!node.range) throw new Error('a parsed YAML node has no range');
  return [node.range[0], node.range[1]];
}

export function pairAt(map: YAMLMap.Parsed | undefined, key: string): YamlPair | undefined {
  return map?.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** The value of KEY in a mapping; undefined if there is no such key, null if it has no value. */
export function nodeAt(map: MaybeNode, key: string): MaybeNode {
  return isMap(map) ? pairAt(map, key)?.value : undefined;
}

export function stringAt(map: MaybeNode, key: string): string | undefined {
  return stringOf(nodeAt(map, key));
}

export function stringOf(node: unknown): string | undefined {
  return isScalar(node) && typeof node.value === 'string' ? node.value : undefined;
}

/** A key without a value, `~` and `null`. */
export function isNothing(node: MaybeNode): boolean {
  return !node || (isScalar(node) && node.value === null);
}

export function isBlockScalar(node: unknown): boolean {
  return isScalar(node) && (node.type === 'BLOCK_LITERAL' || node.type === 'BLOCK_FOLDED');
}

export function styleOf(node: unknown): ScalarStyle {
  if (!isScalar(node)) return 'plain';
  return node.type === 'QUOTE_DOUBLE' ? 'double' : node.type === 'QUOTE_SINGLE' ? 'single' : 'plain';
}

/** The style that more than half of them have. */
export function commonStyle(styles: readonly ScalarStyle[]): ScalarStyle {
  const isCommon = (style: ScalarStyle): boolean =>
    styles.filter((one) => one === style).length * 2 > styles.length;
  return (['double', 'single'] as const).find(isCommon) ?? 'plain';
}

/** The entries of a block mapping; none for anything else. */
export function blockPairs(node: MaybeNode): YamlPair[] {
  return isMap(node) && !node.flow ? node.items : [];
}

/** The ranges of what a collection holds, a key together with its value. */
export function membersOf(collection: YAMLMap.Parsed | YAMLSeq.Parsed): [number, number][] {
  if (isSeq(collection)) return collection.items.map(rangeOf);
  return collection.items.map(({ key, value }) => [rangeOf(key)[0], rangeOf(value ?? key)[1]]);
}
