import { posix } from 'node:path';
import { Refusal } from '../../text/refusal';

/** `database`, `database/` and `./database` are one entry to kustomize; this is the spelling they share. */
export function canonicalEntry(entry: string): string {
  const normal = posix.normalize(entry);
  return normal.length > 1 ? normal.replace(/\/$/, '') : normal;
}

export function isSameEntry(one: string, other: string): boolean {
  return canonicalEntry(one) === canonicalEntry(other);
}

/** Does ITEM name something in the directory ENTRY? */
export function isInsideEntry(item: string, entry: string): boolean {
  return canonicalEntry(item).startsWith(`${canonicalEntry(entry)}/`);
}

/** Directories are written without an ending that kustomize takes for a manifest. */
export function isDirectoryEntry(entry: string): boolean {
  return entry.endsWith('/') || !/\.[A-Za-z0-9]+$/.test(posix.basename(entry));
}

export function isRemote(entry: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/|^git@|^[^/]+\.[a-z]+\/[^/]+\/[^/]+.*\?ref=/i.test(entry);
}

/** @throws Refusal where no kustomization could hold such an entry. */
export function checkEntry(entry: string, path: string): void {
  const problem = problemOf(entry);
  if (problem === undefined) return;
  throw Refusal.of('bad-entry', path, `cannot list ${JSON.stringify(entry)}: ${problem}`);
}

function problemOf(entry: string): string | undefined {
  if (entry === '' || entry !== entry.trim() || !/^[^\p{Cc}\p{Cf}\u2028\u2029]+$/u.test(entry)) {
    return 'an entry is the path of a file or a directory';
  }
  if (entry.includes('\\')) {
    return 'kustomize parts the folders of a path by "/" and takes "\\" for a letter; give it with "/"';
  }
  if (canonicalEntry(entry) !== '.' && !/^(?:\/|[A-Za-z]:[\\/])/.test(entry)) return undefined;
  return "kustomize takes a path relative to the kustomization's own directory, and not that directory itself";
}
