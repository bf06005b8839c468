import fc from 'fast-check';
import type { PostgresMajor } from '../../../src/server/postgres-version';
import {
  knownNames,
  knownSetting,
  type Setting,
} from '../../../src/database/configuration/settings/known-settings';
import type { PostgresBuild } from '../../../src/database/configuration/settings/postgres-build';

export interface GeneratedSetting {
  readonly name: string;
  readonly value: string;
}

const MAJORS = [14, 15, 16, 17, 18] as const;

/**
 * What no reading of the file alone decides, but the start after it; and what depends on the machine: the locales
 * that it has, and points in time.
 */
const DECIDED_LATER = new Set([
  ...['autovacuum_max_workers', 'autovacuum_worker_slots', 'max_connections', 'max_wal_senders'],
  ...['max_wal_size', 'max_worker_processes', 'min_wal_size', 'reserved_connections'],
  ...['superuser_reserved_connections', 'summarize_wal', 'wal_consistency_checking', 'wal_level'],
  ...['lc_messages', 'lc_monetary', 'lc_numeric', 'lc_time'],
  ...[
    'archive_library',
    'log_executor_stats',
    'log_parser_stats',
    'log_planner_stats',
    'log_statement_stats',
  ],
  ...['recovery_target_time', 'recovery_target_timeline', 'recovery_target_xid', 'data_directory'],
]);

const SWITCHES = [
  'on',
  'off',
  'true',
  'false',
  'yes',
  'no',
  '1',
  '0',
  't',
  'f',
  'y',
  'n',
  'tr',
  'of',
  'o',
  'ON',
  'oN',
];
const ODD_WORDS = ['', ' ', 'on ', ' on', '2', 'none', 'default', 'nix', '"', "it's", '\\', 'é', 'a\nb', '#'];
const UNITS = ['', 'B', 'kB', 'MB', 'GB', 'TB', 'us', 'ms', 's', 'min', 'h', 'd'];
/** Of the units that go together, by the smallest; 8kB is what some settings count in. */
const UNIT_SIZES: readonly Readonly<Record<string, number>>[] = [
  { B: 1, kB: 2 ** 10, '8kB': 2 ** 13, MB: 2 ** 20, GB: 2 ** 30, TB: 2 ** 40 },
  { us: 1, ms: 1e3, s: 1e6, min: 6e7, h: 3.6e9, d: 8.64e10 },
];
const ODD_UNITS = [
  'KB',
  'mb',
  'kb',
  'G',
  'M',
  'k',
  'b',
  'S',
  'Min',
  'hours',
  'm',
  'kBs',
  'x',
  '%',
  'e',
  '.',
  'kB kB',
];

/** Texts of which each setting takes some and refuses others. */
const TEXTS: Readonly<Record<string, readonly string[]>> = {
  backtrace_functions: ['a_b, c9', 'a-b', 'a.b', 'a\nb', 'é'],
  client_encoding: ['utf8', 'UTF-8', 'sql_ascii', 'LATIN1', 'nix', 'utf', 'u t f 8', 'iso-8859-1', 'win1252'],
  createrole_self_grant: ['set', 'inherit', 'SET, inherit', '"Set"', 'grant', 'set inherit'],
  datestyle: [
    'ISO, MDY',
    'german',
    'sql,dmy',
    'postgresql',
    'european',
    'iso,sql',
    'dmy,mdy',
    'us',
    'default',
    'is',
    '"ISO"',
  ],
  debug_io_direct: ['data', 'wal, wal_init', 'DATA', 'heap'],
  default_table_access_method: ['heap', 'nix', ''],
  default_tablespace: ['nix', 'pg_default'],
  log_connections: [
    'receipt',
    'ALL',
    'receipt, all',
    'on, all',
    'on',
    ' true ',
    '"off"',
    'receive',
    '',
    'setup_durations',
  ],
  log_destination: [
    'stderr',
    'csvlog, stderr',
    'jsonlog',
    'syslog',
    'eventlog',
    'stdout',
    'STDERR',
    '"stderr"',
    'a b',
  ],
  log_timezone: [
    'UTC',
    'Europe/Berlin',
    'europe/berlin',
    'Europe/Bielefeld',
    'Nowhere',
    'EST5EDT',
    'GMT',
    'PST8PDT',
  ],
  primary_slot_name: ['slot_1', 'Slot', 'a-b', 'a'.repeat(63), 'a'.repeat(64)],
  recovery_target: ['immediate', 'Immediate', 'now'],
  recovery_target_lsn: ['0/0', '16/B374D848', 'FFFFFFFF/FFFFFFFF', '0', '0/', '123456789/0', 'g/0'],
  recovery_target_name: ['a'.repeat(63), 'a'.repeat(64), 'é'.repeat(32), 'é'.repeat(31)],
  restrict_nonsystem_relation_kind: ['view', 'foreign-table', 'View, foreign-table', 'table'],
  search_path: ['public', '"$user", public', 'a,,b', 'a b', '"a', '"a""b"', 'a,', ',a', ' a , b ', '""'],
  synchronized_standby_slots: ['a', 'a, b', 'A', '"A"', 'a-b', 'a,,b'],
  synchronous_standby_names: [
    'a',
    '*',
    'ANY 1 (a, b)',
    'first 2 (a,b)',
    '1 (a)',
    '0 (a)',
    'ANY (a)',
    'any',
    'any1 (a)',
    '1',
    'a b',
    '"a b"',
    '(a)',
    'any 1 (any)',
    '1a',
    '01 (a)',
    '""',
    'ANY 1 ()',
  ],
  temp_tablespaces: ['a', 'a, "B"', '', 'a b', 'a,'],
  timezone: [
    'UTC',
    'America/New_York',
    'Asia/Kolkata',
    'asia/calcutta',
    'Mars/Olympus',
    'Berlin',
    'utc',
    'Europe Berlin',
  ],
  timezone_abbreviations: ['Default', 'India', 'Australia', 'default', 'Africa.txt', 'Africa', '../x'],
};

/** Settings and values of all kinds, as many that a server of that version takes as it refuses, more or less. */
export function generatedSettings(
  major: PostgresMajor,
  count: number,
  seed: number,
  build: PostgresBuild = 'npm',
): GeneratedSetting[] {
  const known = knownNames(major, build)
    .filter((name) => !DECIDED_LATER.has(name.toLowerCase()))
    .map((name) => knownSetting(name, major, build))
    .filter((setting) => setting !== undefined);
  const ofType = (type: Setting['type']): fc.Arbitrary<Setting> =>
    fc.constantFrom(...known.filter((setting) => setting.type === type));
  const elsewhere = MAJORS.flatMap((other) => knownNames(other, build)).filter(
    (name) => knownSetting(name, major, build) === undefined,
  );

  const number = fc
    .constantFrom('integer' as const, 'real' as const)
    .chain((type) => ofType(type).chain(numberOf));
  const choice = ofType('enum').chain((setting) => choiceOf(setting, known));
  const boolean = ofType('bool').chain((setting) =>
    named(setting, fc.constantFrom(...SWITCHES, ...SWITCHES, ...ODD_WORDS)),
  );
  const text = fc
    .constantFrom(...known.filter(({ name }) => TEXTS[name.toLowerCase()] !== undefined))
    .chain((setting) => named(setting, fc.constantFrom(...(TEXTS[setting.name.toLowerCase()] ?? []))));
  const plain = ofType('string').chain((setting) => named(setting, fc.constantFrom(...ODD_WORDS)));
  const internal = fc
    .constantFrom(...known.filter(({ context }) => context === 'internal'))
    .chain((setting) => named(setting, fc.constantFrom('on', '1', '8192')));
  const stranger = fc
    .oneof(
      fc.constantFrom(...elsewhere),
      fc.constantFrom(...known).map(({ name }) => `${name}s`),
      fc.constantFrom(...known).map(({ name }) => name.slice(1)),
      fc.constantFrom(
        'a.b',
        'A_1.b2',
        'a.b.c',
        'a$.b',
        '1a.b',
        'a.',
        '.b',
        'a.1b',
        'é.ü',
        'a-b.c',
        'a b.c',
        '',
      ),
    )
    .map((name) => ({ name, value: '1' }));
  const any = fc.oneof(
    { weight: 40, arbitrary: number },
    { weight: 20, arbitrary: choice },
    { weight: 15, arbitrary: boolean },
    { weight: 20, arbitrary: text },
    { weight: 5, arbitrary: plain },
    { weight: 3, arbitrary: internal },
    { weight: 8, arbitrary: stranger },
  );
  const generated = fc.sample(any, { numRuns: count * 2, seed });
  const distinct = new Map(generated.map((setting) => [JSON.stringify(setting), setting]));
  return [...distinct.values()].slice(0, count);
}

/** Around the ends of the range and in it, in each unit, in all the ways in which C reads a number. */
function numberOf(setting: Setting): fc.Arbitrary<GeneratedSetting> {
  const { min = 0, max = 0 } = setting.range ?? {};
  const steps = [min - 1, min, min + 1, max - 1, max, max + 1, (min + max) / 2, Math.floor((min + max) / 2)];
  const size = fc.oneof(
    fc.constantFrom(...steps),
    fc.integer({ min: -2, max: 2000 }),
    fc.double({ min: -1, max: 300, noNaN: true }).map((value) => Math.round(value * 100) / 100),
    fc.constantFrom(0.4, 0.5, 1.5, 2.5, 30.1, 2 ** 31, 2 ** 63, 1e30),
  );
  const numeral = fc.oneof(
    { weight: 8, arbitrary: size.map(String) },
    { weight: 2, arbitrary: size.map((value) => `0x${Math.abs(Math.floor(value)).toString(16)}`) },
    { weight: 1, arbitrary: size.map((value) => `0${Math.abs(Math.floor(value)).toString(8)}`) },
    {
      weight: 2,
      arbitrary: fc.constantFrom(
        '',
        '.5',
        '1.',
        '1e2',
        '1E2',
        '1e',
        '0x',
        '0x1.8',
        '0x1p4',
        '08',
        '08.5',
        '+5',
        ' 5',
        '5 ',
        '--5',
        '1_000',
        '1,5',
        'inf',
        'nan',
        '1e400',
        '1e-400',
        'on',
        '0b101',
        '٣',
      ),
    },
  );
  const unit = fc.oneof(
    { weight: 5, arbitrary: fc.constantFrom(...UNITS) },
    { weight: 5, arbitrary: fc.constant('') },
    { weight: 1, arbitrary: fc.constantFrom(...ODD_UNITS) },
  );
  // The ends of the range, said in another unit: what a unit is worth decides here.
  const limit = fc
    .tuple(
      fc.constantFrom(min - 1, min, max, max + 1),
      fc.constantFrom(...UNIT_SIZES.filter((sizes) => sizes[setting.unit ?? ''] !== undefined), { '': 1 }),
    )
    .chain(([value, sizes]) =>
      fc
        .constantFrom(...Object.entries(sizes))
        .map(([name, size]) => `${(value * (sizes[setting.unit ?? ''] ?? 1)) / size}${name}`),
    );
  const space = fc.constantFrom('', '', '', ' ', '\t');
  return named(
    setting,
    fc.oneof(
      { weight: 3, arbitrary: fc.tuple(numeral, space, unit, space).map((parts) => parts.join('')) },
      { weight: 2, arbitrary: limit },
    ),
  );
}

function choiceOf(setting: Setting, known: readonly Setting[]): fc.Arbitrary<GeneratedSetting> {
  const own = [...(setting.values ?? []), ...(setting.hidden ?? [])];
  const others = known.flatMap(({ values = [], hidden = [] }) => [...values, ...hidden]);
  return named(
    setting,
    fc.oneof(
      fc.constantFrom(...own),
      fc.constantFrom(...own).map((value) => value.toUpperCase()),
      fc.constantFrom(...others, ...ODD_WORDS, ...SWITCHES),
    ),
  );
}

/** The server takes a name in any case. */
function named(setting: Setting, values: fc.Arbitrary<string>): fc.Arbitrary<GeneratedSetting> {
  return fc
    .tuple(fc.constantFrom(setting.name, setting.name, setting.name.toUpperCase()), values)
    .map(([name, value]) => ({ name, value }));
}
