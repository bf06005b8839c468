import { textAt, type Mapping } from '../text/mapping';

/**
 * The items of a patch for a list whose items have names, so that the list keeps its order. A strategic merge of kustomize
 * puts the items that the patch names first, in the patch's order: init containers would run in another order, and a patch
 * by index would reach another item. An item that is named alone stays as it is; new ones come last.
 */
export function inOrderOf(existing: readonly unknown[], patched: readonly Mapping[]): Mapping[] {
  const names = existing.flatMap((one) => textAt(one, 'name') ?? []);
  const byName = new Map(patched.map((one) => [one['name'], one]));
  const added = patched.filter(({ name }) => !names.some((one) => one === name));
  const last = added.length > 0 ? names.length - 1 : names.findLastIndex((name) => byName.has(name));
  return [...names.slice(0, last + 1).map((name) => byName.get(name) ?? { name }), ...added];
}
