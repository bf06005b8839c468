import { posix } from 'node:path';
import { load } from 'js-yaml';
import { ifReadable } from '../../text/if-readable';
import { listAt } from '../../text/mapping';
import { isIgnored } from './git-ignore';
import { isKustomization } from './kustomize-tree';
import type { Repository } from './repository';

/** A file or folder that a kustomization of the base lists, and that is not there: kustomize cannot build the base. */
interface MissingEntry {
  readonly kustomization: string;
  /** As it is listed. */
  readonly entry: string;
  /** Relative to the repository's root. */
  readonly path: string;
  /** True if git ignores it, so that a clone never has it. */
  readonly ignored: boolean;
}

export function missingEntries(repository: Repository): readonly MissingEntry[] {
  return repository.memoize(missingEntries, () =>
    [...repository.files]
      .filter(([path]) => isKustomization(path) && !repository.managedFolders.has(posix.dirname(path)))
      .flatMap(([kustomization, bytes]) => {
        const data = ifReadable(() => load(bytes.toString('utf8')));
        return ['resources', 'bases', 'components']
          .flatMap((list) => [...listAt(data, list)])
          .filter((entry): entry is string => typeof entry === 'string' && isLocal(entry))
          .map((entry) => ({
            kustomization,
            entry,
            path: posix.join(posix.dirname(kustomization), entry).replace(/\/$/, ''),
          }));
      })
      .filter(({ path }) => !repository.exists(path))
      .map((one) => ({ ...one, ignored: isIgnored(repository.root, one.path) })),
  );
}

/** False for what kustomize fetches: a URL, a git address, or a host such as github.com/…. */
function isLocal(entry: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^[^/]+@[^/]+:|\?(?:ref|version)=|^(?:www\.)?[a-z0-9-]+\.(?:com|org|io)\//i.test(
    entry,
  );
}
