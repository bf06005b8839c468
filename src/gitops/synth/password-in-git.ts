import { posix } from 'node:path';
import type { FileChange } from '../plan/plan';
import { inLastCommit, isInGit, isInIndex } from '../tree/git-index';
import type { Draft } from './draft';
import { holdsSecret, isKeptOut, namesIgnored } from './ignored-secrets';

/** Warns of a password when git is about to get it, and not again: what was committed is known by then. */
export function warnOfPasswordsInGit(draft: Draft, changes: readonly FileChange[]): void {
  const { root } = draft.repository;
  const made = changes.filter(
    ({ action, after, untracked }) => action === 'create' && !untracked && after && holdsSecret(after),
  );
  const [first, ...others] = made.length > 0 && isInGit(root) ? made.filter(isNew) : [];
  if (first !== undefined) {
    const theirs = changes.filter(
      (one) => one.action === 'update' && one.holdsSecret && !isKeptOut(draft.repository, one.path),
    );
    const files = [...theirs, ...others].map(({ path }) => path);
    const [own = 'its file'] = files;
    const and = files.length > 0 ? `, and so does ${files.join(', ')}` : '';
    draft.warn({
      code: 'password-in-git',
      path: first.path,
      message: `gets the database's password in plain sight${and}: base64 hides nothing from those who read the repository. If that is not meant, choose before you commit: Password.fromSecret in main.ts, with a Secret that is made in the cluster; an ExternalSecret, a SealedSecret or SOPS for the URL; or a Secret that git ignores (a line for ${own} in .gitignore), with which ${posix.basename(first.path)} is ignored as well`,
    });
  }
  changes.filter(({ action, path }) => action === 'create' && isIgnore(path)).forEach(warnOfTracked);

  function isNew({ path }: FileChange): boolean {
    return typeof inLastCommit(root, path) !== 'string';
  }

  /** A line in .gitignore has no effect on what was committed before. */
  function warnOfTracked({ path, after = Buffer.alloc(0) }: FileChange): void {
    for (const name of namesIgnored(new Map([['.gitignore', after]]))) {
      const file = posix.join(posix.dirname(path), name);
      if (isInIndex(root, file) !== true) continue;
      const message =
        'contains a password and is ignored from now on, but git tracks it still: run git rm --cached on it, and give the database a new password if others can read the repository';
      draft.warn({ code: 'maybe-tracked', path: file, message });
    }
  }
}

function isIgnore(path: string): boolean {
  return posix.basename(path) === '.gitignore';
}
