import { accessSync, constants, lstatSync, realpathSync, statSync, type Stats } from 'node:fs';
import { dirname, relative, sep } from 'node:path';
import { isInside } from '../../text/paths';
import { isChange, type FileChange } from './plan';
import type { Notice } from '../../text/refusal';
import { ifThere } from '../../text/system-error';

/** What is at a path: a folder that may be written in, nothing, or why it cannot be written in. */
type Place = 'folder' | 'absent' | Barred;

/** Why no file can be written in a folder, or in what would be below it. */
interface Barred {
  readonly code: string;
  readonly folder: string;
  readonly message: string;
}

/**
 * What would stop a plan half-way, or lead it out of ROOT: a folder where a file has to be, a file where a folder
 * has to be, a symbolic link. A folder is said once for all files in it.
 */
export function obstacles(changes: readonly FileChange[], root: string): Notice[] {
  const places = new Map<string, Place>();
  const writable = new Map<string, boolean>();
  const known = (folder: string): boolean => {
    const found = writable.get(folder) ?? isWritable(folder);
    writable.set(folder, found);
    return found;
  };
  const said = new Set<string>();
  const once = ({ code, folder, message }: Barred): Notice[] => {
    if (said.has(folder)) return [];
    said.add(folder);
    const isBelow = folder !== root && isInside(root, folder);
    return [{ code, path: isBelow ? relative(root, folder).split(sep).join('/') : folder, message }];
  };
  return changes.filter(isChange).flatMap(({ path, file, action }) => {
    const place = placeOf(dirname(file), root, places);
    if (typeof place !== 'string') return once(place);
    const folder = nearestFolder(dirname(file), places);
    if (!known(folder)) {
      const message = `cannot be written: this user may not write in ${folder}; change its owner or its mode`;
      return once({ code: 'not-writable', folder, message });
    }
    const entry = action === 'create' && place === 'folder' ? entryAt(file) : undefined;
    if (entry === undefined || entry.isFile() || entry.isSymbolicLink()) return [];
    const what = entry.isDirectory() ? 'is a folder' : 'is a pipe, a socket or a device and no file';
    return [{ path, code: 'in-the-way', message: `${what}; move it away` }];
  });
}

function placeOf(folder: string, root: string, places: Map<string, Place>): Place {
  const known = places.get(folder);
  if (known !== undefined) return known;
  const place = lookAt(folder, root, places);
  places.set(folder, place);
  return place;
}

function lookAt(folder: string, root: string, places: Map<string, Place>): Place {
  const above = dirname(folder) === folder ? 'folder' : placeOf(dirname(folder), root, places);
  if (above !== 'folder') return above;
  const entry = entryAt(folder);
  if (entry === undefined) return 'absent';
  const isLink = entry.isSymbolicLink();
  if (!(isLink ? isFolder(folder) : entry.isDirectory())) {
    return { code: 'in-the-way', folder, message: `cannot be written: ${folder} is no folder; move it away` };
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

/** The folder that something is going to be made in: FOLDER, or the first above it that is there. */
function nearestFolder(folder: string, places: ReadonlyMap<string, Place>): string {
  return places.get(folder) === 'absent' ? nearestFolder(dirname(folder), places) : folder;
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
  return ifThere(() => lstatSync(path, { throwIfNoEntry: false }));
}

function isFolder(link: string): boolean {
  return ifThere(() => statSync(link, { throwIfNoEntry: false }))?.isDirectory() ?? false;
}
