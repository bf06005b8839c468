import { preloadedFor } from './database-extensions';
import { mostConnections, mostSharedBuffers, tuning, type Setting, cpusOf } from './postgres-tuning';
import type { Contributions } from '../../server/contributions';
import type { ServerConfiguration } from '../../server/server-configuration';
import type { PostgresMajor, PostgresVersion } from '../../server/postgres-version';
import fixed from './postgresql.conf';
import type { SettingValue } from '../../server/given-setting';
import { contextOf, settingLine, settingProblems, settingText } from './server-settings';
import { knownSetting } from './settings/known-settings';
import { RESERVED_SETTINGS } from './settings/reserved-settings';
import { settingNumber } from './settings/setting-number';
import type { Rule } from '../../text/rules';

/** The resources that the server may use. */
export interface ServerLimits {
  /** In MiB. */
  readonly memory: number;
  /** In cores. */
  readonly cpus: number;
  /** Size of the volume, in MiB. */
  readonly volume: number;
}

/** The settings that capabilities add to the file. */
export type ContributedSettings = Pick<Contributions, 'preload' | 'settings'>;

const NOTHING: ContributedSettings = { preload: [], settings: {} };

/** The file, and its settings that need a restart. */
export interface PostgresqlConf {
  readonly text: string;
  /** Lines that take effect only at the next start. */
  readonly atStart: readonly string[];
}

/** The derived settings whose context in pg_settings is `postmaster` in PostgreSQL 14 to 18. */
const DERIVED_AT_START = new Set([
  'huge_pages',
  'io_method',
  'max_connections',
  'max_wal_senders',
  'max_worker_processes',
  'shared_buffers',
  'shared_preload_libraries',
  'wal_buffers',
  'wal_level',
]);

/** For PostgreSQL 17 and newer; with older versions the start script alone removes ALTER SYSTEM's settings. */
const NO_ALTER_SYSTEM = `
# ALTER SYSTEM would override this file, whose only source is main.ts.
allow_alter_system = off
`;

/** If main.ts sets one of these, something reads the WAL: the others then keep the server's defaults. */
const WAL_READERS = ['archive_mode', 'max_wal_senders', 'summarize_wal', 'wal_level'];

export function postgresqlConf(
  version: PostgresVersion,
  limits: ServerLimits,
  { workload = 'web', disk = 'ssd', settings = {} }: ServerConfiguration,
  extensions: readonly string[] = [],
  contributed = NOTHING,
): PostgresqlConf {
  const added = notGiven(contributed.settings, settings);
  const derived = [
    ...derivedSettings(version, limits, { disk, settings: { ...added, ...settings }, workload }),
    ...preloading([...preloadedFor(extensions), ...contributed.preload], settings),
  ];
  const derivedLines = derived.map(({ name, value, reason }) => ({
    atStart: DERIVED_AT_START.has(name),
    line: `${name} = ${/^[\w.]+$/.test(value) ? value : `'${value}'`}`,
    reason,
  }));
  const linesOf = (given: typeof settings): { atStart: boolean; line: string }[] =>
    Object.entries(given).map(([name, value]) => ({
      atStart: contextOf(name, version.major) === 'postmaster',
      line: settingLine(name, value),
    }));
  const addedLines = linesOf(added);
  const givenLines = linesOf(settings);
  const { memory, cpus, volume } = limits;
  const text = [
    fixed,
    version.major >= 17 ? NO_ALTER_SYSTEM : '',
    `\n# Derived from ${memory} MiB of memory, ${cpusOf(cpus)}, a volume of ${volume} MiB (${disk}) and the workload ${workload}.\n\n`,
    ...derivedLines.map(({ reason, line }) => `# ${reason}\n${line}\n`),
    ...section('Settings of capabilities.', addedLines),
    ...section('Settings in main.ts.', givenLines),
  ].join('');
  return {
    atStart: [...derivedLines, ...addedLines, ...givenLines]
      .filter(({ atStart }) => atStart)
      .map(({ line }) => line),
    text,
  };
}

function section(title: string, lines: readonly { readonly line: string }[]): string[] {
  return lines.length === 0 ? [] : [`\n# ${title}\n`, ...lines.map(({ line }) => `${line}\n`)];
}

/** The capabilities' settings that main.ts does not set itself. */
function notGiven(
  added: ContributedSettings['settings'],
  settings: ContributedSettings['settings'],
): ContributedSettings['settings'] {
  const given = new Set(Object.keys(settings).map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(added).filter(([name]) => !given.has(name.toLowerCase())));
}

/** The tuned settings that main.ts does not set itself. */
function derivedSettings(
  version: PostgresVersion,
  { cpus, memory, volume }: ServerLimits,
  { disk, settings, workload }: Required<ServerConfiguration>,
): Setting[] {
  const given = new Map(Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]));
  const readsWal = WAL_READERS.some((name) => given.has(name));
  const connections = Number(given.get('max_connections'));
  const sharedBuffers = countedSharedBuffers(version.major, memory, settings);
  return tuning({
    cpus,
    lz4: version.hasLz4,
    major: version.major,
    memory,
    storage: disk,
    volumeMiB: volume,
    workload,
    ...(connections > 0 && { maxConnections: connections }),
    ...(sharedBuffers !== undefined && { sharedBuffers }),
  }).filter(({ name }) => !given.has(name) && !(readsWal && WAL_READERS.includes(name)));
}

/** shared_preload_libraries for extensions and capabilities, unless main.ts sets it. */
function preloading(needed: readonly string[], settings: Readonly<Record<string, SettingValue>>): Setting[] {
  const name = 'shared_preload_libraries';
  const libraries = [...new Set(needed)];
  if (libraries.length === 0 || Object.keys(settings).some((one) => one.toLowerCase() === name)) return [];
  return [{ name, value: libraries.join(','), reason: 'What the extensions need from the start on.' }];
}

/** The problems with which the server would not start, or would soon run out of memory. */
export function configurationProblems(
  version: PostgresVersion,
  limits: ServerLimits,
  { workload = 'web', disk = 'ssd', settings: given = {} }: ServerConfiguration,
  contributed = NOTHING,
): Rule[] {
  const settings = { ...notGiven(contributed.settings, given), ...given };
  const libraries = preloading(contributed.preload, given).map(({ name, value }) => [name, value] as const);
  // Loading the list of settings is slow, and most programs give none.
  if (Object.keys(settings).length === 0 && libraries.length === 0) return [];
  const derived = derivedSettings(version, limits, { disk, settings, workload })
    .filter(({ name }) => !RESERVED_SETTINGS.has(name))
    .map(({ name, value }): [string, SettingValue] => [name, value]);
  return [
    ...settingProblems({ ...Object.fromEntries([...derived, ...libraries]), ...settings }, version.major, {
      ownLibraries: !version.isOfficial,
    }).map((say) => ({ code: 'server-setting' as const, field: 'settings', say, when: true })),
    ...memoryProblems(version, limits, settings),
  ];
}

function memoryProblems(
  { major }: PostgresVersion,
  { memory }: ServerLimits,
  settings: Readonly<Record<string, SettingValue>>,
): Rule[] {
  const problems: Rule[] = [];
  const refuse = (code: Rule['code'], given: string, say: string): void =>
    void problems.push({ code, field: `settings.${given}`, say, when: true });
  const most = mostConnections(memory, countedSharedBuffers(major, memory, settings));
  const mostBuffers = mostSharedBuffers(memory);
  for (const [given, value] of Object.entries(settings)) {
    const name = given.toLowerCase();
    if (name === 'max_connections' && Number(value) > most) {
      refuse(
        'too-many-connections',
        given,
        `max_connections is ${value}, but ${memory} MiB of memory are enough for ${most} if a quarter of them sort or hash at once; allowed: up to ${most}; or give more resources.memory, or less shared_buffers`,
      );
    }
    // If no value is possible, another rule refuses the memory.
    if (name === 'shared_buffers' && mostBuffers > 0 && Number(mebibytesOf(value, major)) > mostBuffers) {
      refuse(
        'shared-buffers',
        given,
        `shared_buffers is ${value}, which leaves too little of the ${memory} MiB of memory; allowed: up to ${mostBuffers}MB; or give more resources.memory`,
      );
    }
    if (name === 'io_method' && value === 'io_uring') {
      refuse(
        'io-method',
        given,
        'io_method is io_uring, which the seccomp profile RuntimeDefault blocks; allowed: worker, sync',
      );
    }
  }
  return problems;
}

/** The given shared_buffers in MiB. Undefined if it is not given or not valid; another rule refuses an invalid value. */
function countedSharedBuffers(
  major: PostgresMajor,
  memory: number,
  settings: Readonly<Record<string, SettingValue>>,
): number | undefined {
  const given = Object.entries(settings).find(([name]) => name.toLowerCase() === 'shared_buffers');
  const amount = given && mebibytesOf(given[1], major);
  return amount !== undefined && amount > 0 && amount <= mostSharedBuffers(memory) ? amount : undefined;
}

/** Undefined if the value is not a valid size. */
function mebibytesOf(value: SettingValue, major: PostgresMajor): number | undefined {
  const setting = knownSetting('shared_buffers', major);
  const reading = setting && settingNumber(settingText(value), setting);
  return reading !== undefined && 'value' in reading ? reading.value / BUFFERS_A_MEBIBYTE : undefined;
}

/** A buffer has 8 KiB. */
const BUFFERS_A_MEBIBYTE = 128;
