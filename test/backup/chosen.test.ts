import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const NAME = '20261129T020000Z';
const SOURCES = join(__dirname, '..', '..', 'src', 'backup');
const FILES = ['dump', 'globals.sql', 'manifest.json', 'sequences.tsv', 'tables.tsv'];

let folder: string;
let backup: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'chosen-'));
  backup = join(folder, 'store', 'database', NAME);
  mkdirSync(backup, { recursive: true });
  for (const file of FILES) writeFileSync(join(backup, file), file);
  writeSums();
});

afterEach(() => rmSync(folder, { recursive: true }));

function writeSums(more = ''): void {
  const sums = FILES.map((file) => `${createHash('sha256').update(file).digest('hex')}  ${file}\n`);
  writeFileSync(join(backup, 'SHA256SUMS'), sums.join('') + more);
}

/** As a restore does it. */
function isTaken(): boolean {
  const program = `set -eu; . "$PROGRAM/store.sh"; . ${SOURCES}/restore/chosen.sh; open_store; fetch_checked ${NAME}`;
  const env = {
    INSTANCE: 'database',
    PATH: process.env['PATH'],
    PROGRAM: join(SOURCES, 'store'),
    PURPOSE: 'restore',
    STORE: 'folder',
    STORE_FOLDER: join(folder, 'store'),
  };
  try {
    execFileSync('sh', ['-c', program], { cwd: folder, env, stdio: 'pipe' });
    return true;
  } catch {
    return false;
  }
}

test('a backup is taken whose files are those that were published', () => {
  expect(isTaken()).toBe(true);
  writeFileSync(join(backup, 'tables.tsv'), 'something else');
  expect(isTaken()).toBe(false);
});

test('a link to a file of the pod is not taken, even one of the right content', () => {
  const secret = join(folder, 'secret');
  writeFileSync(secret, 'tables.tsv');
  rmSync(join(backup, 'tables.tsv'));
  symlinkSync(secret, join(backup, 'tables.tsv'));
  expect(isTaken()).toBe(false);
});

test('a store names no files outside of a backup that are read', () => {
  writeSums(`${'0'.repeat(64)}  /etc/passwd\n`);
  expect(isTaken()).toBe(true);
});
