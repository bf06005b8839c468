import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { systemErrorCode } from './system-error';
import { replaceFile } from './writer';

/** Something that takes a while to find out, and is kept for the next run. */
export interface CacheEntry {
  /** In which project: its node_modules is the next one above. */
  readonly directory: string;
  readonly name: string;
}

/** What was kept, as it was written; undefined where nothing was. */
export function readCache(entry: CacheEntry): unknown {
  const file = cacheFile(entry);
  try {
    return file === undefined ? undefined : (JSON.parse(readFileSync(file, 'utf8')) as unknown);
  } catch {
    return undefined;
  }
}

/** To save the next run some time; where it cannot be written, that one finds out again. */
export function writeCache(entry: CacheEntry, value: unknown): void {
  const file = cacheFile(entry);
  if (file === undefined) return;
  try {
    mkdirSync(dirname(file), { recursive: true });
    replaceFile({ file }, Buffer.from(JSON.stringify(value)));
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
  }
}

/** In the project's node_modules, as other tools keep theirs; none where there is no such folder. */
function cacheFile({ directory, name }: CacheEntry): string | undefined {
  const folder = nodeModulesAbove(resolve(directory)).find((path) => existsSync(path));
  return folder && join(folder, '.cache', 'cdk8s-database', `${name}.json`);
}

export function nodeModulesAbove(directory: string): string[] {
  const parent = dirname(directory);
  return [join(directory, 'node_modules'), ...(parent === directory ? [] : nodeModulesAbove(parent))];
}
