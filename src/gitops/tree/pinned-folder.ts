import { closeSync, constants, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../../text/refusal';
import { ifExists } from '../../text/system-error';

/** The path with all symbolic links resolved. It need not exist yet. */
export function realPathOf(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}

/**
 * Runs WORK with a path that always refers to the opened FOLDER, even if somebody replaces the folder meanwhile.
 * Creates the folder if it is missing.
 * @throws Refusal if its real path is not EXPECTED
 */
export function inPinnedFolder(
  folder: string,
  expected: string | undefined,
  work: (path: string) => void,
): void {
  const descriptor = openFolder(folder);
  try {
    // On Linux this path refers to the open folder. Other systems have none: there the folder is checked just before its use.
    const pinned = `/proc/self/fd/${descriptor}`;
    const opened = ifExists(() => readlinkSync(pinned));
    const real = opened ?? realpathSync.native(folder);
    refuseMoved(folder, real, expected);
    work(opened === undefined ? real : pinned);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws Refusal if REAL, the real path of FOLDER, is not EXPECTED */
export function refuseMoved(folder: string, real: string, expected: string | undefined): void {
  if (expected === undefined || real === expected) return;
  const message = `points to ${real} now, but pointed to ${expected} when it was read; nothing was written there: find out what changed it, then run again`;
  throw Refusal.of('moved-meanwhile', folder, message);
}

function openFolder(folder: string): number {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY;
  const descriptor = ifExists(() => openSync(folder, flags));
  if (descriptor !== undefined) return descriptor;
  mkdirSync(folder, { recursive: true });
  return openSync(folder, flags);
}
