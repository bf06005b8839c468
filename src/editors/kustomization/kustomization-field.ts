import { isScalar, type Pair, type ParsedNode, type YAMLMap } from 'yaml';

/** A list of a kustomization to which entries are added; a folder that patches is one of `components`. */
export type ListName = 'resources' | 'components';

/** `bases` is what `resources` replaces: nothing is added to it. */
export type PathListName = ListName | 'bases';

export type Field = Pair<ParsedNode, ParsedNode | null>;

export function fieldOf(root: YAMLMap.Parsed, key: string): Field | undefined {
  return root.items.find((pair) => isScalar(pair.key) && pair.key.value === key);
}

/** Empty where it is no string. */
export function textOf(field: Field | undefined): string {
  return field && isScalar(field.value) && typeof field.value.value === 'string' ? field.value.value : '';
}
