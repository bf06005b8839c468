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
import { inPinnedFolder, refuseMoved, whereItLeads } from '../tree/pinned-folder';
import { Refusal } from '../../text/refusal';
import { readRegularFile } from '../tree/regular-file';
import { ifThere, systemErrorCode } from '../../text/system-error';

/**
 * Carries a plan out. The only code that touches the user's disk: each file is replaced as a whole or not at
 * all, one that is equal already is not written, and the order is the plan's, so that a run which is killed
 * leaves a state that the next run knows as its own.
 * @throws Refusal where a file is no longer what the plan was made from; nothing was written then
 */
export function writePlan(plan: Plan): void {
  refuseOutdated(plan);
  for (const stray of plan.strays) rmSync(stray, { force: true });
  for (const change of plan.changes) {
    if (change.interim !== undefined) replaceFile(change, change.interim, plan.folders);
    else if (isChange(change)) apply(change, plan);
    else if (change.mode !== undefined) restrict(change.file, change.mode);
  }
  for (const change of plan.changes) {
    if (change.interim !== undefined) apply(change, plan);
  }
}

/** Somebody's editor may have written since; what it wrote is not in what the plan says. */
function refuseOutdated(plan: Plan): void {
  for (const [folder, expected] of plan.folders ?? []) refuseMoved(folder, whereItLeads(folder), expected);
  const message = 'was changed while this run was reading; nothing was written: run again';
  const outdated = plan.changes.filter((change) => isChange(change) && !isAsRead(change));
  if (outdated.length > 0) {
    throw new Refusal(outdated.map(({ path }) => ({ code: 'changed-meanwhile', path, message })));
  }
}

function isAsRead({ file, path, before }: FileChange): boolean {
  // An open that fails takes ten times as long as to ask, and in a first run each would.
  if (before === undefined) return ifThere(() => statSync(file, { throwIfNoEntry: false })) === undefined;
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

/** Takes permissions away that a file should not give. */
function restrict(file: string, mode: number): void {
  const descriptor = ifThere(() => openSync(file, constants.O_RDONLY | constants.O_NOFOLLOW));
  if (descriptor === undefined) return;
  try {
    const given = fstatSync(descriptor).mode & 0o7777;
    if ((given & ~mode) !== 0) fchmodSync(descriptor, given & mode);
  } finally {
    closeSync(descriptor);
  }
}

type Replaced = Pick<FileChange, 'file' | 'mode' | 'precious' | 'scratch'>;

/**
 * Written beside the old file and renamed over it. Our own few lines and not a library's: theirs name the
 * temporary file so that what a killed run left cannot be told from a user's `secret.yaml.20261121`.
 * @throws Refusal where its folder leads elsewhere than FOLDERS say
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
  { mode: wanted, precious }: Replaced,
): void {
  const file = join(folder, name);
  const temporary = join(scratch, `.${name}.${process.pid}.cdk8s-database.tmp`);
  const mode = wanted ?? statSync(file, { throwIfNoEntry: false })?.mode;
  try {
    const descriptor = openNew(temporary, mode === undefined ? 0o666 : 0o600);
    try {
      // Before the first byte of it: what the old file hid, the new one never shows.
      if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
      // All of it, where writeSync() may stop at a part of it without a word when a disk is full.
      writeFileSync(descriptor, bytes);
      if (precious) fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
}

/** Exclusive, so that no link is followed; what a killed run left under the same name goes. */
function openNew(file: string, mode: number): number {
  try {
    return openSync(file, 'wx', mode);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
    rmSync(file, { force: true });
    return openSync(file, 'wx', mode);
  }
}
