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
  ['2026-11-28 00:30 +0100', '<=20261127T233000Z'],
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

const NOW = Date.parse('2026-11-29T06:00:00Z');

test.each([
  ['latest', 'latest'],
  ['2026-11-28T10:00Z', '2026-11-28T10:00:00Z'],
  ['2026-11-28T10:00:30.25z', '2026-11-28T10:00:30.25Z'],
  // As PostgreSQL shows a moment, and as Kubernetes does.
  ['2026-11-28 11:00:30.123456+01', '2026-11-28T10:00:30.123456Z'],
  ['2026-11-28T10:00:30.123456789Z', '2026-11-28T10:00:30.123456Z'],
  ['2026-11-28 00:30:00 -0230', '2026-11-28T03:00:00Z'],
  ['2026-11-29T06:00:30Z', '2026-11-29T06:00:30Z'],
])('--to-time %s is a moment', (toTime, expected) => {
  expect(restoreVariables({ toTime, into: 'look' }, [], NOW)).toMatchObject({ AT: expected, INTO: 'look' });
});

test.each([
  ['', 'is not a moment'],
  ['yesterday', 'is not a moment'],
  ['20261128T100000Z', 'is not a moment'],
  ['2026-11-28', 'is not a moment'],
  ['2026-02-30 10:00Z', 'is not a moment'],
  ['2026-11-28 10:00', 'has no time zone'],
  ['2026-11-28T10:00:00.5', 'has no time zone'],
  ['2026-11-29T06:02:00Z', 'has not come yet'],
  ['2026-11-29T06:00:00-01:00', 'has not come yet'],
])('--to-time %j is none: it %s', (toTime, why) => {
  const said = (): unknown => restoreVariables({ toTime }, [], NOW);
  expect(problemsOf(said)).toEqual(['--to-time restore-time']);
  expect(said).toThrow(`"${toTime}" ${why}`);
});

test('a backup and a moment at once are refused', () => {
  const both = { at: 'latest', toTime: 'latest' };
  expect(problemsOf(() => restoreVariables(both))).toEqual(['--at restore-time']);
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
