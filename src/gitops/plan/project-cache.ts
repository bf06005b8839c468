import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { workTreeOf } from '../tree/git-index';
import { isInside } from '../../text/paths';
import { readRegularFile } from '../tree/regular-file';
import { ifThere, systemErrorCode } from '../../text/system-error';
import { replaceFile } from './writer';
import { ifReadable } from '../../text/if-readable';

/** Something that takes a while to find out, and is kept for the next run. */
export interface CacheEntry {
  /** In which project: its node_modules is the next one above. */
  readonly directory: string;
  readonly name: string;
}

/** What was kept, as it was written; undefined where nothing was. */
export function readCache(entry: CacheEntry): unknown {
  const file = cacheFile(entry);
  return ifReadable((): unknown => {
    const text = file === undefined ? undefined : readRegularFile(file, file)?.toString('utf8');
    return text === undefined ? undefined : JSON.parse(text);
  });
}

/** To save the next run some time; where it cannot be written, that one finds out again. */
export function writeCache(entry: CacheEntry, value: unknown): void {
  const file = cacheFile(entry);
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    replaceFile({ file, mode: 0o600 }, Buffer.from(JSON.stringify(value)));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
}

/**
 * In the project's node_modules, as other tools keep theirs; none where there is no such folder. What is in it is run:
 * it has to be the repository's own folder or the one that this package is in, and nobody else may write to it.
 */
function cacheFile({ directory, name }: CacheEntry): string | undefined {
  const from = resolve(directory);
  const folder = nodeModulesAbove(from).find((path) => existsSync(path));
  if (folder === undefined || !(isInside(workTreeOf(from), folder) || holdsThisPackage(folder)))
    return undefined;
  const cache = join(folder, '.cache');
  const ours = join(cache, 'cdk8s-database');
  const file = join(ours, `${name}.json`);
  return [folder, cache, ours, file].every(isOursAlone) ? file : undefined;
}

function holdsThisPackage(folder: string): boolean {
  return isInside(realpathSync(folder), realpathSync(__dirname));
}

/** Is what stands at PATH, if anything does, this user's, and can nobody else change it? */
function isOursAlone(path: string): boolean {
  const found = ifThere(() => lstatSync(path));
  if (found === undefined) return true;
  if (found.isSymbolicLink()) return false;
  // On Windows there are neither users by number nor modes.
  if (process.getuid === undefined) return true;
  // A user's own group, by the number of the user, is nobody else; what it may do is up to the umask.
  const others = found.gid === found.uid ? 0o002 : 0o022;
  return found.uid === process.getuid() && (found.mode & others) === 0;
}

export function nodeModulesAbove(directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules'), ...(parent === directory ? [] : nodeModulesAbove(parent))];
}
