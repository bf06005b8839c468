import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isInside } from '../text/paths';
import { Refusal, type Notice } from '../text/refusal';
import { decodeUtf8 } from '../text/text-file';
import { ifExists } from '../text/system-error';

/** One step from a state of the database to the next. */
export interface Migration {
  /** Its name in the folder, for example `0001_tables.sql`. */
  readonly file: string;
  readonly sql: string;
}

const EXAMPLE = '0001_tables.sql';
const NAME = /^(\d+)_[a-z0-9_-]{1,200}\.sql$/;

/**
 * The migrations in FOLDER of ROOT, in their order; none is read from outside of BOUNDS.
 * @throws Refusal where there is none, or the order is open
 */
export function readMigrations(root: string, folder: string, bounds = root): Migration[] {
  const directory = resolve(root, folder);
  const real = realpathSync(bounds);
  if (!isInside(real, ifExists(() => realpathSync(directory)) ?? real)) {
    throw Refusal.of(
      'folder-escapes',
      folder,
      'leads out of the repository; give a folder in it, where others find the migrations as well',
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
  if (files.length === 0) say(folder, `holds no migration; put one there, for example ${EXAMPLE}`);
  for (const file of files) {
    // A link that leads nowhere, or a pipe that nobody writes into.
    if (statSync(join(directory, file), { throwIfNoEntry: false })?.isFile() !== true) {
      say(join(folder, file), 'is no file; put the SQL itself there, or take it away');
    } else if (!isInside(real, realpathSync(join(directory, file)))) {
      say(join(folder, file), 'is a symbolic link out of the repository; put the file itself there');
    }
  }
  for (const { file, message } of nameProblems(files)) say(join(folder, file), message);
  if (problems.length > 0) throw new Refusal(problems);
  return files.map((file) => ({
    file,
    // A checkout on Windows has other line ends, and is the same migration.
    sql: decodeUtf8(readFileSync(join(directory, file)), join(folder, file)).replaceAll('\r\n', '\n'),
  }));
}

/** Other names than the pattern, a number that comes twice, or one that is missing. */
function nameProblems(files: readonly string[]): { file: string; message: string }[] {
  const numbered = files.map((file) => ({ file, digits: NAME.exec(file)?.[1] }));
  const [{ digits: first = '' } = {}] = numbered.filter(({ digits }) => digits !== undefined);
  const seen = new Map<number, string>();
  let gap = false;
  return numbered.flatMap(({ file, digits }) => {
    if (digits === undefined) {
      const message = `is no name of a migration; allowed: a number, "_", at most 200 of a to z, 0 to 9, "_" and "-", then .sql, for example ${EXAMPLE}`;
      return [{ file, message }];
    }
    if (digits.length !== first.length) {
      const message = `has a number of ${digits.length} digits, and another file one of ${first.length}; give all the same, so that they sort by it`;
      return [{ file, message }];
    }
    const number = Number(digits);
    const other = seen.get(number);
    if (other !== undefined)
      return [{ file, message: `has the number of ${other}; give it the next free one` }];
    seen.set(number, file);
    if (gap || number === seen.size) return [];
    gap = true;
    const expected = String(seen.size).padStart(digits.length, '0');
    return [{ file, message: `comes where ${expected} is due; the numbers go up by one, from 1 on` }];
  });
}
