import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { Draft } from './draft';
import type { ManifestFolder } from './manifests';
import { orphanedFolders } from './orphaned-folder';
import { planOwnedFolder } from './owned-folder';
import { fileChange, type FileChange } from './plan';
import type { Notice } from './refusal';

/** Changes to the repository's own files: the folders that are ours, then the user's files, the root one last. */
export function inPlaceChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const owned = folders.map((folder) => ({ path: `${repository.base}/${folder.name}`, files: folder.files }));
  const orphans = orphanedFolders(
    repository,
    owned.map(({ path }) => path),
    (notice) => draft.warn(notice),
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
  return [...changes, ...edited.filter((change) => !isRoot(change)), ...edited.filter(isRoot)];
}
