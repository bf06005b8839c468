import { refuseLiveDatabase, restoreVariables } from '../../src/cluster/jobs/restore-request';
import type { CronJob } from '../../src/cluster/status/objects';
import { Refusal } from '../../src/text/refusal';

function problemsOf(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof Refusal) return error.problems.map(({ code, path }) => `${path} ${code}`);
    throw error;
  }
  return [];
}

test.each([
  ['latest', 'latest'],
  ['20261128T020000Z', '20261128T020000Z'],
  ['2026-11-28 10:00', '<=20261128T100000Z'],
  ['2026-11-28T10:00:30Z', '<=20261128T100030Z'],
  ['2026-11-28T10:00:30.999z', '<=20261128T100030Z'],
  ['2026-11-28T00:30+01:00', '<=20261127T233000Z'],
  ['2028-02-29 23:59', '<=20280229T235900Z'],
])('--at %s is a backup', (at, expected) => {
  expect(restoreVariables({ at })).toEqual({
    AT: expected,
    DISCONNECT: 'false',
    DROP_OLD: 'false',
    INTO: '',
    REPLACE: 'false',
  });
});

test.each([
  '',
  'yesterday',
  // Its beginning or its end?
  '2026-11-28',
  '2026-02-30 10:00',
  '2026-11-28 24:00',
  '2026-11-28 10:60',
  '2026-11-28T10:00+25:00',
  '28.11.2026 10:00',
  '<=20261128T020000Z',
  '20261128T020000Z\n',
])('--at %j is none', (at) => {
  expect(problemsOf(() => restoreVariables({ at }))).toEqual(['--at restore-at']);
});

test.each([
  'App',
  'app-2',
  '2app',
  'postgres',
  'template1',
  'pg_app',
  'cdk8s_database_template',
  'a'.repeat(64),
  '',
])('--into %j names no new database', (into) => {
  expect(problemsOf(() => restoreVariables({ into }))).toEqual(['--into restore-into']);
});

test('all that is wrong is said at once', () => {
  const store = { code: 'no-backup-there', path: '--store', message: 'is "x"' } as const;
  expect(problemsOf(() => restoreVariables({ at: 'x', into: 'X', replace: true }, [store]))).toEqual([
    '--store no-backup-there',
    '--at restore-at',
    '--into restore-into',
    '--into restore-into',
  ]);
});

test('the application’s database is no new one', () => {
  const containers = [{ name: 'restore', image: '', env: [{ name: 'PGDATABASE', value: 'app' }] }];
  const cronJob: CronJob = {
    kind: 'CronJob',
    metadata: { name: 'database-restore', uid: '1', creationTimestamp: '' },
    spec: { schedule: '', jobTemplate: { spec: { template: { spec: { containers } } } } },
    status: {},
  };
  expect(problemsOf(() => refuseLiveDatabase(cronJob, 'app'))).toEqual(['--into restore-into']);
  expect(problemsOf(() => refuseLiveDatabase(cronJob, 'app_2'))).toEqual([]);
});
