import { Client } from 'pg';
import type { PostgresMajor } from '../../../src/server/postgres-version';
import { contextOf, settingLine, settingProblems } from '../../../src/database/configuration/server-settings';
import type { SettingValue } from '../../../src/server/given-setting';
import { knownNames, knownSetting } from '../../../src/database/configuration/settings/known-settings';
import { postgresBinaries } from '../../postgres/binaries';
import { startPostgres } from '../../postgres/server';
import { configurationVerdicts } from './configuration-verdict';
import { generatedSettings } from './generated-settings';
import { settingVerdicts } from './setting-verdicts';

/**
 * The server that is asked: the one of the devDependency, or another one of npm's, for example
 * `SETTINGS_MAJOR=18 SETTINGS_BINARIES=/tmp/18/native/bin npx jest server-settings --testNamePattern generated`.
 */
const MAJOR = Number(process.env['SETTINGS_MAJOR'] ?? 16) as PostgresMajor;
const SEED = Number(process.env['SETTINGS_SEED'] ?? 1);
const CASES = Number(process.env['SETTINGS_CASES'] ?? 1300);
const binaries = (): string => process.env['SETTINGS_BINARIES'] ?? postgresBinaries();

type Settings = Readonly<Record<string, SettingValue>>;

/** Of the server from npm, with nothing reserved: as the server itself judges. */
const problemsFor = (settings: Settings, major = MAJOR): string[] =>
  settingProblems(settings, major, { build: 'npm', reserved: new Map() });

test('of generated settings it refuses those that the server refuses, and no others', async () => {
  const verdicts = await settingVerdicts(binaries(), generatedSettings(MAJOR, CASES, SEED));
  const disagreed = [...verdicts].flatMap(([{ name, value }, isTaken]) => {
    const problems = problemsFor({ [name]: value });
    return isTaken === (problems.length === 0) ? [] : [{ name, value, isTaken, problems }];
  });
  expect(disagreed).toEqual([]);
  const taken = [...verdicts.values()].filter((isTaken) => isTaken).length;
  const refused = verdicts.size - taken;
  if (process.env['SETTINGS_MAJOR'] !== undefined) {
    console.info(`PostgreSQL ${MAJOR}: ${taken} taken, ${refused} refused`);
  }
  // Otherwise the test would prove little.
  expect(Math.min(taken, refused)).toBeGreaterThanOrEqual(500);
});

test('what it knows of the settings is what a running server says of them', async () => {
  const server = await startPostgres();
  try {
    const client = new Client(server.connection);
    await client.connect();
    const { rows } = await client.query<{
      name: string;
      vartype: string;
      context: string;
      unit: string | null;
    }>("select name, vartype, context, unit from pg_settings where name !~ '[.]' and context <> 'internal'");
    await client.end();
    const known = rows.map(({ name }) => knownSetting(name, 16, 'npm'));
    expect(
      known.map((setting) => [setting?.name, setting?.type, setting?.context, setting?.unit ?? null]),
    ).toEqual(rows.map(({ name, vartype, context, unit }) => [name, vartype, context, unit]));
    expect(knownNames(16, 'npm').length).toBeGreaterThan(rows.length);
  } finally {
    await server.stop();
  }
});

/** Nothing is wrong with one of them alone: the start says it, after it has read the file. */
test('what stops the start is refused', async () => {
  const stopping: readonly Settings[] = [
    { max_connections: 5, reserved_connections: 2 },
    { wal_level: 'minimal' },
    { wal_level: 'minimal', max_wal_senders: 0, archive_mode: 'always' },
    { min_wal_size: '31MB' },
    { shared_preload_libraries: 'pg_stat_statments' },
  ];
  for (const settings of stopping) expect(settingProblems(settings, 16)).toHaveLength(1);
  const starts = stopping.map(async (settings) => {
    const configuration = Object.entries(settings).map(([name, value]) => settingLine(name, value));
    await expect(startPostgres({ configuration })).rejects.toThrow('PostgreSQL did not start');
  });
  await Promise.all(starts);
});

test.each<Settings>([
  { max_connections: 262_140 },
  { max_wal_senders: 262_140 },
  { log_statement_stats: true, log_parser_stats: true },
])('%j is refused, by the server as well', async (settings) => {
  expect(problemsFor(settings)).toHaveLength(1);
  const text = Object.entries(settings).map(([name, value]) => `${settingLine(name, value)}\n`);
  const [verdict] = await configurationVerdicts(postgresBinaries(), [text.join('')]);
  expect(verdict?.isTaken).toBe(false);
});

test('a line of the file holds any text', async () => {
  const texts = ["it's", 'C:\\new\\table', 'a # b', 'two\nlines', '', '"', "\\'", 'é\t💾'];
  for (const text of texts) {
    const [verdict] = await configurationVerdicts(
      postgresBinaries(),
      [`${settingLine('a.b', text)}\n`],
      'a.b',
    );
    expect(verdict?.said.replace(/^.*LOG: .*\n/gm, '')).toBe(`${text}\n`);
  }
});

test('a message says what was given, what is allowed and what to do, for all at once', () => {
  const settings: Settings = {
    work_mem: '12mb',
    shared_bufers: '1GB',
    max_connections: 0,
    wal_level: 'max',
    autovacuum: 'maybe',
    io_method: 'worker',
    block_size: 8192,
    timezone: 'Nowhere/Zone',
    port: 5433,
    jit: 'on',
    JIT: 'off',
    'pg_stat_statements.track': 'all',
  };
  expect(settingProblems(settings, 16)).toEqual([
    'work_mem is "12mb"; allowed: a whole number from 64 to 2147483647, in kB, or followed by TB, GB, MB, kB, B',
    'shared_bufers is not a setting of PostgreSQL 16; did you mean shared_buffers?',
    'max_connections is "0"; allowed: a whole number from 1 to 262143, without a unit',
    'wal_level is "max"; allowed: minimal, replica, logical',
    'autovacuum is "maybe"; allowed: on, off',
    'io_method is not a setting of PostgreSQL 16; only PostgreSQL 18 has it: leave it out',
    'block_size is read-only; leave it out',
    'TimeZone is "Nowhere/Zone"; allowed: a time zone, for example UTC or Europe/Berlin',
    'port cannot be given, since the Service and the probes depend on the rendered value; leave it out',
    'JIT and jit are the same setting; give it once',
  ]);
});

test('what depends on the build is judged by the official image, where nothing else is said', () => {
  const settings = { wal_compression: 'lz4', default_toast_compression: 'lz4', io_method: 'io_uring' };
  expect(settingProblems(settings, 18)).toEqual([]);
  expect(settingProblems(settings, 18, { build: 'npm' })).toHaveLength(3);
  expect(settingProblems({ wal_compression: 'lz4' }, 14)).toEqual([
    'wal_compression is "lz4"; allowed: on, off',
  ]);
});

test('a name of old is the new one', () => {
  expect(settingProblems({ sort_mem: '8MB' }, 18)).toEqual([]);
  expect(settingProblems({ sort_mem: '8MB', work_mem: '8MB' }, 18)).toHaveLength(1);
});

test('the context says whether a change restarts the server', () => {
  expect(contextOf('shared_buffers', 16)).toBe('postmaster');
  expect(contextOf('LOG_MIN_DURATION_STATEMENT', 16)).toBe('superuser');
  expect(contextOf('log_connections', 14)).toBe('superuser-backend');
  expect(contextOf('pg_stat_statements.max', 16)).toBe('postmaster');
  expect(contextOf('io_method', 17)).toBeUndefined();
});
