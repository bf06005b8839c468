import {
  closeSync,
  constants,
  fchmodSync,
  fstatSync,
  fsyncSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isChange, type FileChange, type Plan } from './plan';
import { inPinnedFolder, refuseMoved, realPathOf } from '../tree/pinned-folder';
import { Refusal } from '../../text/refusal';
import { readRegularFile } from '../tree/regular-file';
import { ifExists, systemErrorCode } from '../../text/system-error';

/**
 * Writes a plan to disk. No other code writes the user's files. Each file is replaced atomically, an unchanged file is
 * not written, and files are written in the plan's order, so that the next run recognises what a killed run left.
 * @throws Refusal if a file has changed since the plan was made; nothing was written then
 */
export function writePlan(plan: Plan): void {
  refuseOutdated(plan);
  for (const file of plan.leftoverTempFiles) rmSync(file, { force: true });
  for (const change of plan.changes) {
    if (change.interim !== undefined) replaceFile(change, change.interim, plan.folders);
    else if (isChange(change)) apply(change, plan);
    else if (change.mode !== undefined) restrict(change.file, change.mode);
  }
  for (const change of plan.changes) {
    if (change.interim !== undefined) apply(change, plan);
  }
}

/** A user's editor may have saved a file since it was read; the plan would overwrite that change. */
function refuseOutdated(plan: Plan): void {
  for (const [folder, expected] of plan.folders ?? []) refuseMoved(folder, realPathOf(folder), expected);
  const message = 'changed after this run read it; nothing was written: run again';
  const outdated = plan.changes.filter((change) => isChange(change) && !isAsRead(change));
  if (outdated.length > 0) {
    throw new Refusal(outdated.map(({ path }) => ({ code: 'changed-meanwhile', path, message })));
  }
}

function isAsRead({ file, path, before }: FileChange): boolean {
  // A failing open takes ten times as long as a stat, and in a first run every open would fail.
  if (before === undefined) return ifExists(() => statSync(file, { throwIfNoEntry: false })) === undefined;
  return readRegularFile(file, path)?.equals(before) === true;
}

function apply(change: FileChange, plan: Plan): void {
  const { after, file } = change;
  if (after !== undefined) replaceFile(change, after, plan.folders);
  else {
    const folder = dirname(file);
    inPinnedFolder(folder, plan.folders?.get(folder), (path) => {
      rmSync(join(path, basename(file)), { force: true });
    });
  }
}

/** Removes permissions that are not in MODE. */
function restrict(file: string, mode: number): void {
  const descriptor = ifExists(() => openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW));
  if (descriptor === undefined) return;
  try {
    const given = fstatSync(descriptor).mode & 0o7777;
    if ((given & ~mode) !== 0) fchmodSync(descriptor, given & mode);
  } finally {
    closeSync(descriptor);
  }
}

type Replaced = Pick<FileChange, 'file' | 'mode' | 'fsync' | 'scratch'>;

/**
 * Writes a temporary file and renames it over the old file. Not by a library: with a library's name for the temporary
 * file, a killed run's leftover could not be told apart from a user's file such as `secret.yaml.20261121`.
 * @throws Refusal if its folder's real path is not the one in FOLDERS
 */
export function replaceFile(change: Replaced, bytes: Buffer, folders?: Plan['folders']): void {
  const { file, scratch } = change;
  const name = basename(file);
  inPinnedFolder(dirname(file), folders?.get(dirname(file)), (folder) => {
    if (scratch === undefined) replaceIn(folder, name, folder, bytes, change);
    else {
      inPinnedFolder(scratch, folders?.get(scratch), (aside) =>
        replaceIn(folder, name, aside, bytes, change),
      );
    }
  });
}

function replaceIn(
  folder: string,
  name: string,
  scratch: string,
  bytes: Buffer,
  { mode: wanted, fsync }: Replaced,
): void {
  const file = join(folder, name);
  const temporary = join(scratch, `.${name}.${process.pid}.cdk8s-database.tmp`);
  const mode = wanted ?? statSync(file, { throwIfNoEntry: false })?.mode;
  try {
    const descriptor = openNew(temporary, mode === undefined ? 0o666 : 0o600);
    try {
      // Before the first byte is written, so that the content is never readable for more users than the old file was.
      if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
      // writeSync() may write only a part without an error if the disk is full; writeFileSync() writes all or throws.
      writeFileSync(descriptor, bytes);
      if (fsync) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Opens exclusively, so that no link is followed. A killed run's file of the same name is removed. */
function openNew(file: string, mode: number): number {
  try {
    return openSync(file, 'wx', mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    rmSync(file, { force: true });
    return openSync(file, 'wx', mode);
  }
}
