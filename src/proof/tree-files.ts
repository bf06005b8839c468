import { KUSTOMIZATION_NAMES } from '../gitops/tree/kustomize-tree';
import { isChange, type FileChange } from '../gitops/plan/plan';
import type { Repository } from '../gitops/tree/repository';
import { Refusal } from '../text/refusal';

/** The files of a repository, by their path relative to its root. */
export interface TreeFiles {
  has(path: string): boolean;
  /** Undefined if it is no file, or a link out of the repository. */
  bytes(path: string): Buffer | undefined;
}

/** The files as they are. */
export function filesBefore(repository: Repository): TreeFiles {
  const bytes = (path: string): Buffer | undefined => repository.files.get(path) ?? outside(repository, path);
  return { bytes, has: (path) => repository.files.has(path) || isOutside(repository, path) };
}

/** The files as the plan's changes of the repository leave them. */
export function filesAfter(repository: Repository, changes: readonly FileChange[]): TreeFiles {
  const before = filesBefore(repository);
  const changed = new Map(changes.filter(isChange).map(({ path, after }) => [path, after]));
  return {
    has: (path) => (changed.has(path) ? changed.get(path) !== undefined : before.has(path)),
    bytes: (path) => (changed.has(path) ? changed.get(path) : before.bytes(path)),
  };
}

function outside(repository: Repository, path: string): Buffer | undefined {
  try {
    return repository.outsideBase(path);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

/** Asked of three names in each folder, so without reading the file. */
function isOutside(repository: Repository, path: string): boolean {
  return KUSTOMIZATION_NAMES.some((name) => path.endsWith(name)) && repository.exists(path);
}
