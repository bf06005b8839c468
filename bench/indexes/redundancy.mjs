/**
 * The other index that does all that INDEX does, where there is one: of the same table, method and predicate, and it
 * begins with the same keys. Of two that are the same, the first by name stays.
 */
export function betterThan(index, indexes) {
  return indexes.find(
    (other) =>
      other.name !== index.name &&
      other.table === index.table &&
      other.method === index.method &&
      other.predicate === index.predicate &&
      startsWith(other.keys, index.keys) &&
      index.included.every((column) => columnsOf(other).includes(column)) &&
      !(isSame(index, other) && index.name < other.name),
  );
}

function isSame(one, other) {
  return !other.isUnique && startsWith(one.keys, other.keys) && one.included.length === other.included.length;
}

function startsWith(keys, beginning) {
  return beginning.every((key, place) => keys[place] === key);
}

function columnsOf({ keys, included }) {
  return [...keys.map((key) => key.split(' ')[0]), ...included];
}
