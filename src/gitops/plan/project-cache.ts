import { existsSync, lstatSync, mkdirSync, realpathSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { workTreeOf } from '../tree/git-index';
import { isInside } from '../../text/paths';
import { readRegularFile } from '../tree/regular-file';
import { ifExists, systemErrorCode } from '../../text/system-error';
import { replaceFile } from './writer';
import { ifReadable } from '../../text/if-readable';

/** A value that is slow to compute and is cached for the next run. */
export interface CacheEntry {
  /** A folder of the project, whose node_modules is the nearest one in it or above it. */
  readonly directory: string;
  readonly name: string;
}

/** The cached value, not validated; undefined if there is none. */
export function readCache(entry: CacheEntry): unknown {
  const file = cacheFile(entry);
  return ifReadable((): unknown => {
    const text = file === undefined ? undefined : readRegularFile(file, file)?.toString('utf8');
    return text === undefined ? undefined : JSON.parse(text);
  });
}

/** Caches a value. If it cannot be written, the next run computes it again. */
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
 * A file in the project's node_modules, where other tools have their caches too; undefined without such a folder. The
 * cached content is executed, so the folder must be in the repository or contain this package, and only this user may
 * write to it.
 */
function cacheFile({ directory, name }: CacheEntry): string | undefined {
  const from = resolve(directory);
  const folder = nodeModulesAbove(from).find((path) => existsSync(path));
  if (folder === undefined || !(isInside(workTreeOf(from), folder) || holdsThisPackage(folder)))
    return undefined;
  const cache = join(folder, '.cache');
  const own = join(cache, 'cdk8s-database');
  const file = join(own, `${name}.json`);
  return [folder, cache, own, file].every(onlyUserCanWrite) ? file : undefined;
}

function holdsThisPackage(folder: string): boolean {
  return isInside(realpathSync(folder), realpathSync(__dirname));
}

/** True if PATH does not exist, or belongs to this user and nobody else may write to it. */
function onlyUserCanWrite(path: string): boolean {
  const found = ifExists(() => lstatSync(path));
  if (found === undefined) return true;
  if (found.isSymbolicLink()) return false;
  // Windows has neither user ids nor modes.
  if (process.getuid === undefined) return true;
  // A group with the user's own id has no other member; a umask may let it write.
  const others = found.gid === found.uid ? 0o002 : 0o022;
  return found.uid === process.getuid() && (found.mode & others) === 0;
}

export function nodeModulesAbove(directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules'), ...(parent === directory ? [] : nodeModulesAbove(parent))];
}
