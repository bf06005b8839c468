import { existsSync, realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Draft } from './draft';
import { isKustomization } from '../tree/kustomize-tree';
import type { ManifestFolder } from '../../kubernetes/manifests';
import { orphanedFolders } from '../plan/orphaned-folder';
import { planManagedFolder } from '../plan/managed-folder';
import { fileChange, type FileChange } from '../plan/plan';
import type { Notice } from '../../text/refusal';
import { SECRETS_FOLDER } from '../tree/secrets-folder';

/**
 * Changes to the repository's own files. The user's files come before the folders that are ours: a URL that is a
 * placeholder must never stand beside a folder that makes it look like one of ours, in which a password is kept.
 * The kustomizations are the last.
 */
export function inPlaceChanges(
  draft: Draft,
  folders: readonly ManifestFolder[],
  force: boolean,
  problems: Notice[],
): FileChange[] {
  const { repository } = draft;
  const below = folders.map((folder) => ({ path: repository.pathOf(folder.name), files: folder.files }));
  const orphans = orphanedFolders(repository, new Set(below.map(({ path }) => path)), (notice) =>
    draft.warn(notice),
  );
  const plan = ({ path, files, read }: Folder): FileChange[] => {
    const current = (name: string): Buffer | undefined => read(`${path}/${name}`);
    const planned = planManagedFolder(
      { path, directory: join(repository.root, path), files, current },
      force,
    );
    problems.push(...planned.problems);
    return planned.changes;
  };
  const changes = [
    ...[...below, ...orphans].map((folder) => ({
      ...folder,
      read: (path: string) => repository.files.get(path),
    })),
    ...[...draft.owned].map(([path, files]) => ({
      path,
      files,
      read: (file: string) => ownFile(draft, path, file),
    })),
  ].flatMap(plan);

  warnOfDanglingEntries(draft, changes);
  const edited = [...draft.edits].map(([path, { text, reason, untracked, holdsSecret }]) =>
    fileChange(
      { path, file: whereItIs(join(repository.root, path)) },
      draft.bytesOf(path),
      Buffer.from(text, 'utf8'),
      reason,
      { holdsSecret, fsync: true, ...(untracked && keptOut(draft, path)) },
    ),
  );
  const isRoot = (change: FileChange): boolean => isKustomization(change.path);
  return [...edited.filter((change) => !isRoot(change)), ...changes, ...edited.filter(isRoot)];
}

/** What git must never have, not even for the moment in which it is written. */
function keptOut(draft: Draft, path: string): Pick<FileChange, 'mode' | 'scratch' | 'untracked'> {
  const scratch = join(draft.repository.root, SECRETS_FOLDER);
  return { untracked: true, scratch, ...(draft.bytesOf(path) ? {} : { mode: 0o600 }) };
}

interface Folder {
  readonly path: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** What stands at a path. */
  readonly read: (path: string) => Buffer | undefined;
}

/** Of a folder beyond the base; an inventory that somebody has changed may name what is not in it. */
function ownFile(draft: Draft, folder: string, path: string): Buffer | undefined {
  return posix.dirname(posix.normalize(path)) === folder ? draft.bytesOf(path) : undefined;
}

/** A link is followed to the user's own file. */
function whereItIs(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
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
