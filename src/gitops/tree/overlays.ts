import { posix } from 'node:path';
import { load } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { isKustomization } from './kustomize-tree';
import { listedIn } from './listed-entries';
import type { Repository } from './repository';

export interface Overlay {
  readonly path: string;
  readonly data: unknown;
  /** The folders and files in its lists, relative to the repository's root. */
  readonly below: readonly string[];
}

/** How many folders deep to search: clusters/production/apps/shop/kustomization.yaml is four folders deep. */
export const OVERLAY_DEPTH = 6;

/** The kustomizations of the repository that include the base, directly or through another one. */
export function overlaysOf(repository: Repository): readonly Overlay[] {
  return repository.memoize(overlaysOf, () => {
    const all = repository.find(isKustomization, OVERLAY_DEPTH).map(readOverlay);
    const onBase = new Set([repository.base]);
    for (let known = 0; known < onBase.size;) {
      known = onBase.size;
      for (const { path, below } of all) {
        if (below.some((folder) => onBase.has(folder))) onBase.add(posix.dirname(path));
      }
    }
    return all.filter(({ below }) => below.some((folder) => onBase.has(folder)));
  });
}

function readOverlay({ path, text }: { path: string; text: string }): Overlay {
  const data = ifReadable(() => load(text));
  return { path, data, below: listedIn(posix.dirname(path), data) };
}
