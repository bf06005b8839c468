import {
  closeSync,
  fchmodSync,
  fsyncSync,
  mkdirSync,
  openSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { isChange, type FileChange, type Plan } from './plan';

/** How a file is called while it is being written: nothing that a user or kustomize would take for their own. */
const TEMPORARY = /^\..+\.cdk8s-database\.tmp$/;

export function isTemporary(name: string): boolean {
  return TEMPORARY.test(name);
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
  const mode = statSync(file, { throwIfNoEntry: false })?.mode ?? change.mode;
  const open = (): number => openSync(temporary, 'wx', change.mode ?? 0o666);
  let descriptor: number;
  try {
    descriptor = open();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    mkdirSync(dirname(file), { recursive: true });
    descriptor = open();
  }
  try {
    writeSync(descriptor, bytes);
    if (mode !== undefined) fchmodSync(descriptor, mode & 0o7777);
    if (change.precious) fsyncSync(descriptor);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  } finally {
    closeSync(descriptor);
  }
  renameSync(temporary, file);
}
