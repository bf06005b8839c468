import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execute } from '../command-line';

const SCRIPT = resolve('src/backup/compose/compose-backup.sh');

/** Programs in place of those of the containers: they print what they are given. */
const program = mkdtempSync(join(tmpdir(), 'compose-options-'));
writeFileSync(join(program, 'prepare.sh'), 'echo "role $*"');
writeFileSync(join(program, 'restore.sh'), 'echo "$AT|$INTO|$REPLACE|$DISCONNECT|$DROP_OLD"');

afterAll(() => {
  rmSync(program, { recursive: true });
});

const script = (...options: string[]): ReturnType<typeof execute> =>
  execute('sh', [SCRIPT, ...options], { environment: { PGDATABASE: 'app', PROGRAM: program } });

test.each([
  [[], 'latest||false|false|false'],
  [['--at', '20261128T020000Z', '--replace'], '20261128T020000Z||true|false|false'],
  [['--at', '2026-11-28 10:00'], '<=20261128T100000Z||false|false|false'],
  [['--at', '2026-11-28T00:30:00+01:00'], '<=20261127T233000Z||false|false|false'],
  [['--into', 'look_2'], 'latest|look_2|false|false|false'],
  [['--disconnect', '--drop-old', '--replace'], 'latest||true|true|true'],
])('%j is a restore', (options, expected) => {
  expect(script('restore', ...options)).toEqual({
    status: 0,
    stdout: `role cdk8s_database_restore\n${expected}\n`,
    stderr: '',
  });
});

test.each([
  [['backup', '--replace'], 'backup: "--replace" is given, and a backup takes no options'],
  [['restore', '--at'], 'restore: --at needs a value'],
  [['restore', '--at', 'yesterday'], 'restore: --at is "yesterday"; allowed: latest'],
  [['restore', '--at', '2026-02-30 10:00'], 'restore: --at is no time'],
  [['restore', '--into', 'app'], "restore: --into is the application's database; give another name"],
  [['restore', '--into', 'Look'], 'restore: --into is "Look"; allowed'],
  [['restore', '--into', '2look'], 'restore: --into is "2look"; allowed'],
  [['restore', '--into', 'pg_look'], 'restore: --into is "pg_look"; allowed'],
  [['restore', '--into', 'look', '--replace'], 'restore: --into leaves the present database alone'],
  [['restore', '--force'], 'restore: "--force" is not an option; there are --at'],
])('%j is refused before anything is done', (options, message) => {
  const { status, stderr, stdout } = script(...options);
  expect([status, stdout]).toEqual([2, '']);
  expect(stderr).toContain(message);
});
