import { applySplices, type Edited } from './edited';
import { checkEntry, isSameEntry } from './kustomization/entry';
import { readKustomization } from './kustomization/kustomization-file';
import { hasOneItemMore } from './kustomization/one-item-more';
import { placementsOf } from './kustomization/placement';
import { listedElsewhere, worthALook } from './kustomization/worth-a-look';
import { Refusal } from './refusal';

/**
 * Lists ENTRY in a kustomization's `resources`: where it stands commented, else where a file of that directory
 * does, else at the end, as its siblings are written. All other bytes stay; what is listed already changes none.
 *
 * @throws Refusal where the text is not one sound Kustomization, or nothing else could be kept as it is.
 */
export function addResource(text: string, entry: string, path: string): Edited {
  checkEntry(entry, path);
  const file = readKustomization(text, path);
  const { resources } = file;
  if ('items' in resources && resources.items.some(({ value }) => isSameEntry(value, entry))) {
    return { text, warnings: [] };
  }
  const elsewhere = listedElsewhere(file, entry);
  if (elsewhere !== undefined) {
    const message = `lists ${entry} under ${elsewhere} already; left as it is, since kustomize must not reach it twice`;
    return { text, warnings: [{ code: 'listed-elsewhere', path, message }] };
  }
  for (const { splices, value, from } of placementsOf(file, entry)) {
    const edited = applySplices(text, splices);
    if (hasOneItemMore(text, edited, value)) return { text: edited, warnings: worthALook(file, entry, from) };
  }
  throw Refusal.of(
    'cannot-edit',
    path,
    `has no place where ${JSON.stringify(entry)} could be listed with all else unchanged; add it to resources: by hand`,
  );
}
