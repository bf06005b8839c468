import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isChange, type FileChange, type Plan } from './plan';
import { systemErrorCode } from './system-error';

/** How a file is called while it is being written: nothing that a user or kustomize would take for their own. */
const TEMPORARY = /^\..+\.cdk8s-database\.tmp$/;

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
}

/** What a run that was killed left in a folder. */
export function straysIn(folder: string): string[] {
  try {
    return readdirSync(folder)
      .filter(isTemporary)
      .map((name) => join(folder, name));
  } catch {
    return [];
  }
}

/**
 * Carries a plan out. The only code that touches the user's disk: each file is replaced as a whole or not at
 * all, one that is equal already is not written, and the order is the plan's, so that a run which is killed
 * leaves a state that the next run knows as its own.
 */
export function writePlan(plan: Plan): void {
  for (const stray of plan.strays) rmSync(stray, { force: true });
  for (const change of plan.changes) {
    if (change.interim !== undefined) replaceFile(change, change.interim);
    else if (isChange(change)) apply(change);
  }
  for (const change of plan.changes) {
    if (change.interim !== undefined) apply(change);
  }
}

function apply(change: FileChange): void {
  if (change.after === undefined) rmSync(change.file, { force: true });
  else replaceFile(change, change.after);
}

/**
 * Written beside the old file and renamed over it. Our own few lines and not a library's: theirs name the
 * temporary file so that what a killed run left cannot be told from a user's `secret.yaml.20261121`.
 */
export function replaceFile(change: Pick<FileChange, 'file' | 'mode' | 'precious'>, bytes: Buffer): void {
  const { file } = change;
  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.cdk8s-database.tmp`);
  const mode = change.mode ?? statSync(file, { throwIfNoEntry: false })?.mode;
  try {
    const descriptor = openNew(temporary, mode === undefined ? 0o666 : 0o600);
    try {
      // Before the first byte of it: what the old file hid, the new one never shows.
      if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
      // All of it, where writeSync() may stop at a part of it without a word when a disk is full.
      writeFileSync(descriptor, bytes);
      if (change.precious) fsyncSync(descriptor);
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
    const code = systemErrorCode(error);
    if (code === 'EEXIST') rmSync(file, { force: true });
    else if (code === 'ENOENT') mkdirSync(dirname(file), { recursive: true });
    else throw error;
    return openSync(file, 'wx', mode);
  }
}
