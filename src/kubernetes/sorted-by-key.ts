/** Its top-level keys in order: a hash of its JSON then does not depend on the order in which a caller wrote them. */
export function sortedByKey<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
