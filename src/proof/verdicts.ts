import { hash } from 'node:crypto';
import { readCache, writeCache } from '../gitops/plan/project-cache';
import { isMapping } from '../text/mapping';
import type { Notice } from '../text/refusal';

/** What is said of a build. */
export interface Judged extends Notice {
  readonly isWarning: boolean;
  /** The same for the same cause in the build of another kustomization. */
  readonly cause: string;
}

/** As many as a repository has overlays, in the states of a few branches. */
const MOST_KEPT = 200;

/**
 * What was said of builds, by the content of all that they read: kept with the project's other caches, so that a
 * repository that has not changed is not built again. There is no secret in it, and a hash of whole files tells of none.
 */
export class Verdicts {
  private readonly entry: { readonly directory: string; readonly name: string };
  private readonly known: Map<string, readonly Judged[]>;
  private isChanged = false;

  constructor(root: string) {
    this.entry = { directory: root, name: `proof-${hash('sha256', root).slice(0, 16)}` };
    const cached = readCache(this.entry);
    this.known = new Map(isMapping(cached) ? Object.entries(cached).filter(isVerdict) : []);
  }

  of(key: string, judge: () => readonly Judged[]): readonly Judged[] {
    const known = this.known.get(key);
    const verdict = known ?? judge();
    if (known === undefined) {
      this.known.set(key, verdict);
      this.isChanged = true;
    }
    return verdict;
  }

  has(key: string): boolean {
    return this.known.has(key);
  }

  keep(): void {
    if (this.isChanged) writeCache(this.entry, Object.fromEntries([...this.known].slice(-MOST_KEPT)));
  }
}

function isVerdict(entry: [string, unknown]): entry is [string, Judged[]] {
  return Array.isArray(entry[1]) && entry[1].every(isMapping);
}

/** A hash of files and of what else a verdict depends on. */
export function keyOf(files: ReadonlyMap<string, Buffer>, rest: unknown): string {
  const contents = [...files].map(([path, bytes]) => [path, hash('sha256', bytes)]);
  return hash('sha256', JSON.stringify([contents.toSorted(), rest]));
}
