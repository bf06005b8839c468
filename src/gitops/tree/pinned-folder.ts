import { closeSync, constants, mkdirSync, openSync, readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { Refusal } from '../../text/refusal';
import { ifThere } from '../../text/system-error';

/** The path without links, of what is not there yet as well. */
export function whereItLeads(path: string): string {
  try {
    return realpathSync.native(path);
  } catch {
    return dirname(path) === path ? path : join(whereItLeads(dirname(path)), basename(path));
  }
}

/**
 * Does WORK with a path to FOLDER by which it stays the folder that was opened, whatever somebody puts in its place
 * meanwhile. It is made where it is not there.
 * @throws Refusal where it is another one than EXPECTED, its path without links
 */
export function inPinnedFolder(
  folder: string,
  expected: string | undefined,
  work: (path: string) => void,
): void {
  const descriptor = openFolder(folder);
  try {
    // Linux knows a folder that is open by this name. Elsewhere it is looked at just before it is used.
    const pinned = `/proc/self/fd/${descriptor}`;
    const opened = ifThere(() => readlinkSync(pinned));
    const real = opened ?? realpathSync.native(folder);
    refuseMoved(folder, real, expected);
    work(opened === undefined ? real : pinned);
  } finally {
    closeSync(descriptor);
  }
}

/** @throws Refusal where a folder, which is REAL without links, is another one than EXPECTED */
export function refuseMoved(folder: string, real: string, expected: string | undefined): void {
  if (expected === undefined || real === expected) return;
  const message = `leads to ${real} by now, and led to ${expected} when it was read; nothing was written there: look who changed it, then run again`;
  throw Refusal.of('moved-meanwhile', folder, message);
}

function openFolder(folder: string): number {
  const flags = constants.O_RDONLY | constants.O_DIRECTORY;
  const descriptor = ifThere(() => openSync(folder, flags));
  if (descriptor !== undefined) return descriptor;
  mkdirSync(folder, { recursive: true });
  return openSync(folder, flags);
}
