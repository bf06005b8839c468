import { isIgnored } from './git-ignore';
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
    repository.tree.unfound
      .filter(({ entry, target }) => isLocal(entry) && !repository.exists(target))
      .map(({ path, entry, target }) => ({
        kustomization: path,
        entry,
        path: target,
        ignored: isIgnored(repository.root, target),
      })),
  );
}

/** False for what kustomize fetches: a URL, a git address, or a host such as github.com/…. */
function isLocal(entry: string): boolean {
  return !/^[a-z][a-z0-9+.-]*:|^[^/]+@[^/]+:|\?(?:ref|version)=|^(?:www\.)?[a-z0-9-]+\.(?:com|org|io)\//i.test(
    entry,
  );
}
