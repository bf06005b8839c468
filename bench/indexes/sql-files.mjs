import { readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The .sql files of a folder, in the order of their names. */
export function sqlFiles(folder) {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.sql'))
    .sort()
    .map((file) => ({ name: basename(file, '.sql'), sql: readFileSync(join(folder, file), 'utf8') }));
}
