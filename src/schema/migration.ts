import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isInside } from '../text/paths';
import { Refusal, type Notice } from '../text/refusal';
import { decodeUtf8 } from '../text/text-file';
import { ifExists } from '../text/system-error';

/** One step from one state of the database to the next. */
export interface Migration {
  /** Its name in the folder, for example `0001_tables.sql`. */
  readonly file: string;
  readonly sql: string;
}

const EXAMPLE = '0001_tables.sql';
const NAME = /^(\d+)_[a-z0-9_-]{1,200}\.sql$/;

/**
 * The migrations in FOLDER of ROOT, in their order. None is read from outside of BOUNDS.
 * @throws Refusal if there is none, or their order is not clear
 */
export function readMigrations(root: string, folder: string, bounds = root): Migration[] {
  const directory = resolve(root, folder);
  const real = realpathSync(bounds);
  if (!isInside(real, ifExists(() => realpathSync(directory)) ?? real)) {
    throw Refusal.of(
      'folder-escapes',
      folder,
      'is outside of the repository; give a folder in it, so that others have the migrations as well',
    );
  }
  const entries = ifExists(() => readdirSync(directory, { withFileTypes: true })) ?? [];
  const files = entries
    .filter((entry) => !entry.isDirectory() && entry.name.toLowerCase().endsWith('.sql'))
    .map(({ name }) => name)
    .sort();
  const problems: Notice[] = [];
  const say = (path: string, message: string): void => {
    problems.push({ code: 'migration-name', path, message });
  };
  if (files.length === 0) say(folder, `contains no migration; add one, for example ${EXAMPLE}`);
  for (const file of files) {
    // A dangling link, or a pipe, which would block the read.
    if (statSync(join(directory, file), { throwIfNoEntry: false })?.isFile() !== true) {
      say(join(folder, file), 'is not a file; replace it by a file with the SQL, or remove it');
    } else if (!isInside(real, realpathSync(join(directory, file)))) {
      say(join(folder, file), 'is a symbolic link to outside of the repository; replace it by the file');
    }
  }
  for (const { file, message } of nameProblems(files)) say(join(folder, file), message);
  if (problems.length > 0) throw new Refusal(problems);
  return files.map((file) => ({
    file,
    // A checkout on Windows has other line endings, and is the same migration.
    sql: decodeUtf8(readFileSync(join(directory, file)), join(folder, file)).replaceAll('\r\n', '\n'),
  }));
}

/** Names that do not match the pattern, duplicate numbers and missing numbers. */
function nameProblems(files: readonly string[]): { file: string; message: string }[] {
  const numbered = files.map((file) => ({ file, digits: NAME.exec(file)?.[1] }));
  const [{ digits: first = '' } = {}] = numbered.filter(({ digits }) => digits !== undefined);
  const seen = new Map<number, string>();
  let gap = false;
  return numbered.flatMap(({ file, digits }) => {
    if (digits === undefined) {
      const message = `is not a valid name for a migration; allowed: a number, "_", at most 200 of a to z, 0 to 9, "_" and "-", then .sql, for example ${EXAMPLE}`;
      return [{ file, message }];
    }
    if (digits.length !== first.length) {
      const message = `has a number of ${digits.length} digits, and another file one of ${first.length}; use the same number of digits, so that the files sort by it`;
      return [{ file, message }];
    }
    const number = Number(digits);
    const other = seen.get(number);
    if (other !== undefined)
      return [{ file, message: `has the same number as ${other}; give it the next free one` }];
    seen.set(number, file);
    if (gap || number === seen.size) return [];
    gap = true;
    const expected = String(seen.size).padStart(digits.length, '0');
    return [
      { file, message: `follows a gap: number ${expected} is missing; numbers count up by one, from 1` },
    ];
  });
}
