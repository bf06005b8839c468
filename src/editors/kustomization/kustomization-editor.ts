import type { Edited } from '../../text/edited';
import { addItems, firstRight, isOnlyChange } from '../yaml/verify';
import { canonicalEntry, checkEntry, isSameEntry } from './entry';
import { KustomizationFile, type ListName } from './kustomization-file';
import { behindLastItem, hasOwnLine, placementsOf } from './placement';
import { listedElsewhere, warningsFor } from './warnings';

/**
 * Lists ENTRY in a kustomization's `resources`, or another of its lists: where it is commented, else where a file of
 * that directory does, else under its heading, else behind what is of the same directory, else at the end, as its
 * siblings are written. All other bytes stay; what is listed already changes none.
 *
 * @throws Refusal where the text is not one sound Kustomization, or nothing else could be kept as it is.
 */
export function addResource(text: string, entry: string, path: string, list: ListName = 'resources'): Edited {
  checkEntry(entry, path);
  const file = new KustomizationFile(text, path, list);
  if (file.items.some(({ value }) => isSameEntry(value, entry))) return { text, warnings: [] };
  const elsewhere = listedElsewhere(file, entry);
  if (elsewhere !== undefined && list === 'components') {
    const message = `lists ${entry} under ${elsewhere}, and kustomize takes a Component under components: only; remove that line`;
    throw file.refusal('listed-elsewhere', message);
  }
  if (elsewhere !== undefined) {
    const message = `lists ${entry} under ${elsewhere} already; left as it is, since kustomize must not reach it twice`;
    return { text, warnings: [file.notice('listed-elsewhere', message)] };
  }
  const edited = firstRight(
    file,
    placementsOf(file, entry),
    (after, { value }) => hasItemsAdded(text, after, [value], list),
    `has no place where ${JSON.stringify(entry)} could be listed with all else unchanged; add it to ${list}: by hand`,
  );
  return { text: edited.text, warnings: warningsFor(file, entry, edited.way.from) };
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
  const file = new KustomizationFile(text, path, list);
  const seen = new Set(file.items.map(({ value }) => canonicalEntry(value)));
  const missing = entries.filter(
    (entry) => !seen.has(canonicalEntry(entry)) && seen.add(canonicalEntry(entry)),
  );
  const hasLine = hasOwnLine(file);
  const goesAlone = (entry: string): boolean => hasLine(entry) || listedElsewhere(file, entry) !== undefined;
  const others = missing.filter((entry) => !goesAlone(entry));
  // The end of the list first: it may be where one has its heading.
  return addEach(
    addBehind({ text, warnings: [] }, others, path, list),
    missing.filter(goesAlone),
    path,
    list,
  );
}

function addBehind(edited: Edited, entries: readonly string[], path: string, list: ListName): Edited {
  const [first, ...rest] = entries;
  if (first === undefined || rest.length === 0) return addEach(edited, entries, path, list);
  const { text, warnings } = addEach(edited, [first], path, list);
  const all = behindLastItem(new KustomizationFile(text, path, list), rest);
  return all !== undefined && hasItemsAdded(text, all.text, all.values, list)
    ? { text: all.text, warnings }
    : addEach({ text, warnings }, rest, path, list);
}

function addEach(edited: Edited, entries: readonly string[], path: string, list: ListName): Edited {
  return entries.reduce(({ text, warnings }, entry) => {
    const next = addResource(text, entry, path, list);
    return { text: next.text, warnings: [...warnings, ...next.warnings] };
  }, edited);
}

function hasItemsAdded(before: string, after: string, values: readonly string[], list: ListName): boolean {
  return isOnlyChange(before, after, (root, there) => {
    addItems(root, list, values, there);
  });
}
