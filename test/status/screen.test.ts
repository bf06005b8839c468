import { createColors } from 'picocolors';
import { bytes, span } from '../../src/cluster/status/amounts';
import { screenOf } from '../../src/cluster/status/screen';
import type { ArchiveStatus, DatabaseStatus, RunStatus } from '../../src/cluster/status/status';
import { warningsOf } from '../../src/cluster/status/warnings';

const NOW = Date.parse('2026-11-29T06:00:00Z');
const PLAIN = createColors(false);

const DATABASE: DatabaseStatus = {
  instance: 'database',
  server: { pod: 'database-0', ready: true, restarts: 0 },
  version: { running: '17.6', image: 'postgres:17-bookworm', declared: '17' },
  uptimeSeconds: 273_600,
  connections: { used: 7, max: 97 },
  database: { name: 'app', bytes: 32_505_856 },
  volume: { claim: 'database-data-17', bytes: 10 * 2 ** 30, usedBytes: 2 ** 30, availableBytes: 9 * 2 ** 30 },
  backups: [],
  certificate: { notAfter: '2036-11-26T06:00:00.000Z', issuer: 'CN=postgresql', selfSigned: true },
};

function screen(change: Partial<DatabaseStatus>, colors = PLAIN): string {
  const database = { ...DATABASE, ...change };
  const status = { namespace: 'chat', databases: [database], warnings: warningsOf(database, NOW) };
  return screenOf(status, colors, NOW);
}

function codes(change: Partial<DatabaseStatus>): string[] {
  return warningsOf({ ...DATABASE, ...change }, NOW).map(({ code }) => code);
}

test('sizes and times have two parts at most', () => {
  expect([0, 1023, 1024, 12_345_678, 2 ** 40].map(bytes)).toEqual([
    '0 B',
    '1023 B',
    '1.0 KiB',
    '12 MiB',
    '1.0 TiB',
  ]);
  expect([-5, 999, 41_000, 878_000, 14_400_000, 273_600_000, 864_000_000 + 3_600_000].map(span)).toEqual([
    '0 s',
    '0 s',
    '41 s',
    '14 min',
    '4 h',
    '3 d 4 h',
    '10 d',
  ]);
});

test('nothing that the cluster says can move the cursor or look like a line of its own', () => {
  const reason = 'it ended\n\u001b[2Jnothing needs attention';
  const text = screen({
    server: { pod: 'database-0', ready: false, restarts: 2, reason, log: ['\u001b]0;a\u0007'] },
  });
  expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f]/);
  expect(text).toContain('  why          it ended\\n\\u{1b}[2Jnothing needs attention\n');
});

test('what is well is green and what is not is red, for who can tell them apart; the words say it too', () => {
  const colors = createColors(true);
  expect(screen({}, colors)).toContain(`${colors.green('ready')}; up 3 d 4 h; pod`);
  const log = screen(
    { server: { pod: 'database-0', ready: false, restarts: 0, reason: 'it starts' } },
    colors,
  );
  expect(log).toContain(`${colors.red('not ready')}; up`);
});

test('a certificate that ends, damaged pages and a setting that waits need attention', () => {
  const until = (notAfter: string): Partial<DatabaseStatus> => ({
    certificate: { notAfter, issuer: 'CN=authority', selfSigned: false },
  });
  expect(codes(until('2026-12-14T06:00:00Z'))).toEqual([]);
  expect(codes(until('2026-12-12T06:00:00Z'))).toEqual(['certificate-ends']);
  expect(screen(until('2026-11-28T06:00:00Z'))).toContain('shows a certificate that has ended 1 d ago');
  expect(codes({ checksumFailures: 2, pendingRestart: ['shared_buffers'] })).toEqual([
    'checksum-failures',
    'restart-pending',
  ]);
});

test('a restart needs attention for a day', () => {
  const server = (at: string): Partial<DatabaseStatus> => ({
    server: { ...DATABASE.server, restarts: 1, lastRestart: { at, reason: 'postgres: OOMKilled' } },
  });
  expect(codes(server('2026-11-28T05:00:00Z'))).toEqual([]);
  expect(codes(server('2026-11-29T05:00:00Z'))).toEqual(['server-restarted']);
});

test('each store and each Job has a row, with what the Job reports', () => {
  const run = { schedule: '0 2 * * *', suspended: false, late: false, lastSuccess: '2026-11-29T02:00:09Z' };
  const last = {
    job: 'database-backup-2-1',
    state: 'failed',
    at: '2026-11-29T02:00:00Z',
    failedPods: 1,
  } as const;
  const text = screen({
    backups: [
      {
        ...run,
        cronJob: 'database-backup',
        result: { backup: 'A', bytes: 5e6, seconds: 4 },
        next: '2026-11-30T02:00:00Z',
      },
      { ...run, cronJob: 'database-backup-2', last: { ...last, reason: 'no route to the store' } },
    ],
    baseBackup: {
      ...run,
      cronJob: 'database-base-backup',
      last: { ...last, job: 'base-now', reason: 'the archive has room for 3 MiB' },
      result: { baseBackup: 'B' },
    },
    migration: {
      job: 'database-schema-1',
      state: 'running',
      at: '2026-11-29T05:59:00Z',
      failedPods: 1,
      reason: 'schema: no',
    },
  });
  expect(text).toContain(`
  backup       ok 3 h 59 min ago; A; 4.8 MiB in 4 s; next in 20 h
  backup       failed, last good 3 h 59 min ago; 0 2 * * *
  base backup  failed, last good 3 h 59 min ago; B; 0 2 * * *
  drill        none; backup: { drill: {} } in main.ts turns it on
  migration    runs since 1 min: schema: no; Job database-schema-1
`);
  expect(text).toContain(
    'attention: database-backup-2: failed in Job database-backup-2-1: no route to the store (scheduled-job-failed)',
  );
  expect(text).toContain('attention: database-base-backup: failed in Job base-now: the archive has room');
  expect(text).toContain('attention: database-schema-1: has not succeeded yet: schema: no; see');
});

const ARCHIVE: ArchiveStatus = {
  lastArchived: { file: '00000001000000000000001C', at: '2026-11-29T05:59:19Z' },
  failures: 0,
  baseBackups: [
    { name: '20261115T010002Z', completeAt: '2026-11-15T01:00:14Z', ofThisServer: false },
    { name: '20261122T010002Z', completeAt: '2026-11-22T01:00:14Z', ofThisServer: true },
    { name: '20261129T010002Z', completeAt: '2026-11-29T01:00:09Z', ofThisServer: true },
  ],
  volume: {
    claim: 'database-wal',
    bytes: 30 * 2 ** 30,
    usedBytes: 3 * 2 ** 30,
    availableBytes: 27 * 2 ** 30,
  },
};
const BASE_BACKUP: RunStatus = {
  cronJob: 'database-base-backup',
  schedule: '0 1 * * * Etc/UTC',
  suspended: false,
  late: false,
  lastSuccess: '2026-11-29T01:00:10Z',
  next: '2026-11-30T01:00:00Z',
};

const withArchive = (change: Partial<ArchiveStatus>): Partial<DatabaseStatus> => ({
  archive: { ...ARCHIVE, ...change },
  baseBackup: BASE_BACKUP,
});

test('the archive has a row, and the base backups of the server that runs', () => {
  expect(codes(withArchive({}))).toEqual([]);
  expect(screen(withArchive({}))).toContain(`
  backup       none; backup: {} in main.ts turns it on
  archive      ok; last 00000001000000000000001C 41 s ago; moments since 2026-11-22T01:00:14Z; 3.0 GiB of 30 GiB used, 10 %
  base backup  ok 4 h 59 min ago; newest 20261129T010002Z, 4 h 59 min ago; next in 19 h
  drill `);
  expect(screen({})).not.toContain('archive');
});

test.each<[string, string[], Partial<ArchiveStatus>]>([
  ['that failed and went on', [], { lastFailed: { file: '1B', at: '2026-11-29T05:58:00Z' }, failures: 3 }],
  [
    'whose last try failed',
    ['archive-failing'],
    { lastFailed: { file: '1D', at: '2026-11-29T05:59:50Z' }, failures: 3 },
  ],
  ['with a file on its way', [], { waiting: { files: 1, since: '2026-11-29T05:59:59Z' } }],
  // A network disk that does not answer is no failure that the server would count.
  [
    'where a file waits and nobody fails',
    ['archive-failing'],
    { waiting: { files: 1, since: '2026-11-29T05:40:00Z' } },
  ],
  [
    'that is nearly full',
    ['volume-nearly-full'],
    { volume: { bytes: 100, usedBytes: 81, availableBytes: 19 } },
  ],
  [
    'without a base backup of this server',
    ['no-base-backup'],
    { baseBackups: ARCHIVE.baseBackups.slice(0, 1) },
  ],
])('an archive %s needs attention for %j', (_, expected, change) => {
  expect(codes(withArchive(change))).toEqual(expected);
});

test('an archive that fails says what failed, and what waits', () => {
  const text = screen(
    withArchive({
      lastFailed: { file: '00000001000000000000001D', at: '2026-11-29T05:59:50Z' },
      failures: 14,
      waiting: { files: 12, since: '2026-11-29T05:59:30Z' },
    }),
  );
  expect(text).toContain(
    '\n  archive      failing; last 00000001000000000000001C 41 s ago; 14 failures, the last 10 s ago; waiting: 12; moments since',
  );
  expect(text).toContain(
    'attention: database: does not archive its WAL; 00000001000000000000001D failed 10 s ago; complete files that wait: 12, since 30 s; see "kubectl logs database-0 -c postgres"',
  );
});

test('before a new server’s first base backup, what was lost is to be restored', () => {
  const said = (change: Partial<ArchiveStatus>): string => screen(withArchive(change));
  expect(said({ baseBackups: ARCHIVE.baseBackups.slice(0, 1) })).toContain('restore that first');
  expect(said({ baseBackups: [] })).toContain('can be restored; make one by "kubectl create job');
});

test('a first base backup that is being made needs no attention', () => {
  const last = { job: 'one', state: 'running', at: '2026-11-29T05:59:00Z', failedPods: 0 } as const;
  const baseBackup = { ...BASE_BACKUP, last };
  expect(codes({ ...withArchive({ baseBackups: [] }), baseBackup })).toEqual([]);
});
