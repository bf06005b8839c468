import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from './draft';
import type { ManifestFolder } from './manifests';
import { orphanedFolders } from './orphaned-folder';
import { planOwnedFolder } from './owned-folder';
import { fileChange, type FileChange } from './plan';
import type { Notice } from './refusal';

/**
 * Changes to the repository's own files. The user's files come before the folders that are ours: a URL that is a
 * placeholder must never stand beside a folder that makes it look like one of ours, in which a password is kept.
 * The root kustomization is the last.
 */
export function inPlaceChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const owned = folders.map((folder) => ({ path: repository.pathOf(folder.name), files: folder.files }));
  const orphans = orphanedFolders(repository, new Set(owned.map(({ path }) => path)), (notice) =>
    draft.warn(notice),
  );
  const changes = [...owned, ...orphans].flatMap(({ path, files }) => {
    const planned = planOwnedFolder(
      {
        path,
        directory: join(repository.root, path),
        files,
        current: (name) => repository.files.get(`${path}/${name}`),
      },
      force,
    );
    problems.push(...planned.problems);
    return planned.changes;
  });

  warnOfDanglingEntries(draft, changes);
  const edited = [...draft.edits].map(([path, { text, reason }]) =>
    fileChange(
      { path, file: realpathSync(join(repository.root, path)) },
      repository.files.get(path),
      Buffer.from(text, 'utf8'),
      reason,
      { precious: true },
    ),
  );
  const isRoot = (change: FileChange): boolean => change.path === repository.tree.path;
  return [...edited.filter((change) => !isRoot(change)), ...changes, ...edited.filter(isRoot)];
}

/** Where the root kustomization names our files one by one, a line of the user's may name one that goes. */
function warnOfDanglingEntries(draft: Draft, changes: readonly FileChange[]): void {
  const { repository } = draft;
  const gone = new Set(changes.filter(({ action }) => action === 'delete').map(({ path }) => path));
  for (const entry of gone.size === 0 ? [] : repository.tree.entries) {
    if (!gone.has(repository.pathOf(entry))) continue;
    draft.warn({
      code: 'entry-missing',
      path: repository.tree.path,
      message: `lists ${entry}, which is no longer synthesized; remove that line, kustomize fails with it`,
    });
  }
}
