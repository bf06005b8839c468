import { posix } from 'node:path';
import { OVERLAY_DEPTH } from '../../gitops/tree/overlays';
import type { Repository } from '../../gitops/tree/repository';

/** A path in a JSON patch, `/containers/0/env/1/value`, or in a field of kustomize's replacements. */
const BY_INDEX = /\benv[/.]\d+\b/;

/** The first file of the repository that finds a variable of a container by its place in the list. */
export function patchByIndex(repository: Repository): string | undefined {
  return repository.memoize(patchByIndex, () => {
    const isOurs = (path: string): boolean => repository.managedFolders.has(posix.dirname(path));
    return repository
      .find(mayPatch, OVERLAY_DEPTH)
      .find(({ path, text }) => !isOurs(path) && BY_INDEX.test(text))?.path;
  });
}

function mayPatch(name: string): boolean {
  return /\.(?:ya?ml|json)$|^Kustomization$/.test(name);
}
