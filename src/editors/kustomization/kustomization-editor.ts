import { applySplices, type Edited } from '../../text/edited';
import { canonicalEntry, checkEntry, isSameEntry } from './entry';
import type { ListName } from './kustomization-field';
import { readKustomization } from './kustomization-file';
import { hasItemsMore } from './verify';
import { behindLast, placesInList, placementsOf } from './placement';
import { listedElsewhere, worthALook } from './warnings';
import { Refusal } from '../../text/refusal';

/**
 * Lists ENTRY in a kustomization's `resources`, or another of its lists: where it stands commented, else where a file of
 * that directory does, else under its heading, else behind what is of the same directory, else at the end, as its
 * siblings are written. All other bytes stay; what is listed already changes none.
 *
 * @throws Refusal where the text is not one sound Kustomization, or nothing else could be kept as it is.
 */
export function addResource(text: string, entry: string, path: string, list: ListName = 'resources'): Edited {
  checkEntry(entry, path);
  const file = readKustomization(text, path, list);
  const { entries } = file;
  if ('items' in entries && entries.items.some(({ value }) => isSameEntry(value, entry))) {
    return { text, warnings: [] };
  }
  const elsewhere = listedElsewhere(file, entry);
  if (elsewhere !== undefined && list === 'components') {
    const message = `lists ${entry} under ${elsewhere}, and kustomize takes a Component under components: only; remove that line`;
    throw Refusal.of('listed-elsewhere', path, message);
  }
  if (elsewhere !== undefined) {
    const message = `lists ${entry} under ${elsewhere} already; left as it is, since kustomize must not reach it twice`;
    return { text, warnings: [{ code: 'listed-elsewhere', path, message }] };
  }
  for (const { splices, value, from } of placementsOf(file, entry)) {
    const edited = applySplices(text, splices);
    if (hasItemsMore(text, edited, [value], list))
      return { text: edited, warnings: worthALook(file, entry, from) };
  }
  throw Refusal.of(
    'cannot-edit',
    path,
    `has no place where ${JSON.stringify(entry)} could be listed with all else unchanged; add it to ${list}: by hand`,
  );
}

/**
 * Lists several entries as addResource does each. Those that go to the end of a block list are put there together,
 * so that a list of thousands is not read thousands of times.
 *
 * @throws Refusal as addResource does.
 */
export function addResources(
  text: string,
  entries: readonly string[],
  path: string,
  list: ListName = 'resources',
): Edited {
  for (const entry of entries) checkEntry(entry, path);
  const file = readKustomization(text, path, list);
  const listed = 'items' in file.entries ? file.entries.items.map(({ value }) => value) : [];
  const seen = new Set(listed.map(canonicalEntry));
  const missing = entries.filter(
    (entry) => !seen.has(canonicalEntry(entry)) && seen.add(canonicalEntry(entry)),
  );
  const hasPlace = placesInList(file);
  const [alone, others] = partition(
    missing,
    (entry) => hasPlace(entry) || listedElsewhere(file, entry) !== undefined,
  );
  // The end of the list first: it may be where one has its heading.
  return addEach(addBehind({ text, warnings: [] }, others, path, list), alone, path, list);
}

function addBehind(edited: Edited, entries: readonly string[], path: string, list: ListName): Edited {
  const [first, ...rest] = entries;
  if (first === undefined || rest.length === 0) return addEach(edited, entries, path, list);
  const { text, warnings } = addEach(edited, [first], path, list);
  const together = behindLast(readKustomization(text, path, list), rest);
  const all = together && applySplices(text, together.splices);
  return all !== undefined && hasItemsMore(text, all, together?.values ?? [], list)
    ? { text: all, warnings }
    : addEach({ text, warnings }, rest, path, list);
}

function addEach(edited: Edited, entries: readonly string[], path: string, list: ListName): Edited {
  return entries.reduce(({ text, warnings }, entry) => {
    const next = addResource(text, entry, path, list);
    return { text: next.text, warnings: [...warnings, ...next.warnings] };
  }, edited);
}

function partition(entries: readonly string[], is: (entry: string) => boolean): [string[], string[]] {
  return [entries.filter(is), entries.filter((entry) => !is(entry))];
}
