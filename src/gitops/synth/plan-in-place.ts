import { existsSync, realpathSync } from 'node:fs';
import { join, posix } from 'node:path';
import type { Draft } from './draft';
import { isKustomization } from '../tree/kustomize-tree';
import type { ManifestFolder } from '../../kubernetes/manifests';
import { orphanedFolders } from '../plan/orphaned-folder';
import { planManagedFolder } from '../plan/managed-folder';
import { fileChange, type FileChange } from '../plan/plan';
import type { Notice } from '../../text/refusal';
import { isKeptOut, namesIgnored } from './ignored-secrets';
import type { EditOptions } from './synthesis';
import { SECRETS_FOLDER } from '../tree/secrets-folder';

/**
 * Changes of the repository's own files. The user's files are written before managed folders: a killed run must never
 * leave a managed folder next to a placeholder URL, which the next run would take for a managed URL with a password.
 * Kustomizations are written last.
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
    const more = new Map(namesIgnored(files).map((name) => [name, keptOut(draft, `${path}/${name}`)]));
    const planned = planManagedFolder(
      { path, directory: join(repository.root, path), files, current, more },
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
    ...[...draft.managed].map(([path, files]) => ({
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
      { holdsSecret, fsync: true, ...keptOutIf(draft, path, { untracked, holdsSecret }) },
    ),
  );
  const isRoot = (change: FileChange): boolean => isKustomization(change.path);
  return [...edited.filter((change) => !isRoot(change)), ...changes, ...edited.filter(isRoot)];
}

/** The user's own Secret is as it is, except that its temporary file is not committed either where git ignores it. */
function keptOutIf(
  draft: Draft,
  path: string,
  { untracked, holdsSecret }: Required<EditOptions>,
): Pick<FileChange, 'mode' | 'scratch' | 'untracked'> {
  if (untracked) return keptOut(draft, path);
  return holdsSecret && isKeptOut(draft.repository, path) ? { scratch: scratchOf(draft) } : {};
}

/** For a file that git must never track, not even its temporary file. */
function keptOut(draft: Draft, path: string): Pick<FileChange, 'mode' | 'scratch' | 'untracked'> {
  return { untracked: true, scratch: scratchOf(draft), ...(draft.bytesOf(path) ? {} : { mode: 0o600 }) };
}

function scratchOf(draft: Draft): string {
  return join(draft.repository.root, SECRETS_FOLDER);
}

interface Folder {
  readonly path: string;
  readonly files: ReadonlyMap<string, Buffer>;
  /** The current content of a path. */
  readonly read: (path: string) => Buffer | undefined;
}

/** A file of a folder outside of the base. Undefined for a path outside of the folder, which a changed inventory may name. */
function ownFile(draft: Draft, folder: string, path: string): Buffer | undefined {
  return posix.dirname(posix.normalize(path)) === folder ? draft.bytesOf(path) : undefined;
}

/** Follows a link to the user's file. */
function whereItIs(file: string): string {
  return existsSync(file) ? realpathSync(file) : file;
}

/** If the base's kustomization lists managed files one by one, one of its lines may name a deleted file. */
function warnOfDanglingEntries(draft: Draft, changes: readonly FileChange[]): void {
  const { repository } = draft;
  const gone = new Set(changes.filter(({ action }) => action === 'delete').map(({ path }) => path));
  for (const entry of gone.size === 0 ? [] : repository.tree.entries) {
    if (!gone.has(repository.pathOf(entry))) continue;
    draft.warn({
      code: 'entry-missing',
      path: repository.tree.path,
      message: `lists ${entry}, which is no longer synthesized; remove that line, or kustomize fails`,
    });
  }
}
