/** Sorts the top-level keys, so that a hash of the JSON does not depend on the order in which a caller wrote them. */
export function sortedByKey<T extends object>(value: T): T {
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))) as T;
}
