import { accessSync, constants, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { isInside } from '../../text/paths';
import { isChange, type FileChange } from './plan';
import type { Notice } from '../../text/refusal';
import { ifExists } from '../../text/system-error';

/** What is at a folder's path: a folder, nothing, or the reason why nothing can be written there. */
type FolderState = 'folder' | 'absent' | Blocked;

/** Why no file can be written in a folder or below it. */
interface Blocked extends Omit<Notice, 'path'> {
  readonly folder: string;
}

/**
 * Problems that would stop the plan half-way or make it write outside of ROOT: a folder in place of a file, a file in
 * place of a folder, a symbolic link, missing permissions. A folder is reported once, not for each of its files.
 */
export function preflight(changes: readonly FileChange[], root: string): Notice[] {
  const states = new Map<string, FolderState>();
  const writable = new Map<string, boolean>();
  const known = (folder: string): boolean => {
    const found = writable.get(folder) ?? isWritable(folder);
    writable.set(folder, found);
    return found;
  };
  const reported = new Set<string>();
  const reportOnce = ({ code, folder, message }: Blocked): Notice[] => {
    if (reported.has(folder)) return [];
    reported.add(folder);
    const isBelow = folder !== root && isInside(root, folder);
    return [{ code, path: isBelow ? relative(root, folder).split(sep).join('/') : folder, message }];
  };
  return changes.filter(isChange).flatMap(({ path, file, action }) => {
    const state = stateOf(dirname(file), root, states);
    if (typeof state !== 'string') return reportOnce(state);
    const folder = nearestFolder(dirname(file), states);
    if (!known(folder)) {
      const message = `cannot be written: this user may not write in ${folder}; change its owner or its mode`;
      return reportOnce({ code: 'not-writable', folder, message });
    }
    const entry = action === 'create' && state === 'folder' ? entryAt(file) : undefined;
    if (entry === undefined || entry.isFile() || entry.isSymbolicLink()) return [];
    const what = entry.isDirectory() ? 'is a folder' : 'is a pipe, a socket or a device, not a file';
    return [{ path, code: 'in-the-way', message: `${what}; move it away` }];
  });
}

function stateOf(folder: string, root: string, states: Map<string, FolderState>): FolderState {
  const known = states.get(folder);
  if (known !== undefined) return known;
  const state = readState(folder, root, states);
  states.set(folder, state);
  return state;
}

function readState(folder: string, root: string, states: Map<string, FolderState>): FolderState {
  const above = dirname(folder) === folder ? 'folder' : stateOf(dirname(folder), root, states);
  if (above !== 'folder') return above;
  const entry = entryAt(folder);
  if (entry === undefined) return 'absent';
  const isLink = entry.isSymbolicLink();
  if (!(isLink ? isFolder(folder) : entry.isDirectory())) {
    return {
      code: 'in-the-way',
      folder,
      message: `cannot be written: ${folder} is not a folder; move it away`,
    };
  }
  const isBelow = folder !== root && isInside(root, folder);
  if (isLink && isBelow && !isInside(realpathSync(root), realpathSync(folder))) {
    return {
      code: 'link-escapes',
      folder,
      message: `cannot be written: ${folder} is a symbolic link out of ${root}; remove the link`,
    };
  }
  return 'folder';
}

/** FOLDER, or if it does not exist, the nearest folder above it that does. */
function nearestFolder(folder: string, states: ReadonlyMap<string, FolderState>): string {
  return states.get(folder) === 'absent' ? nearestFolder(dirname(folder), states) : folder;
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function entryAt(path: string): Stats | undefined {
  return ifExists(() => lstatSync(path, { throwIfNoEntry: false }));
}

function isFolder(link: string): boolean {
  return ifExists(() => statSync(link, { throwIfNoEntry: false }))?.isDirectory() ?? false;
}
