import { mostConnections, tuning, type PostgresStorage, type PostgresWorkload } from './postgres-tuning';
import type { PostgresVersion } from './postgres-version';
import fixed from './postgresql.conf';
import { contextOf, settingLine, settingProblems, type SettingValue } from './server-settings';

/** What the server is for, and what is wanted of it beyond that. */
export interface ServerConfiguration {
  /**
   * What asks the server: many short queries (web, oltp), few long ones (dw), one person (desktop), or all of it.
   * @default web
   */
  readonly workload?: PostgresWorkload;
  /** What the volume is on. @default ssd */
  readonly disk?: PostgresStorage;
  /** Lines of postgresql.conf, which win over what is derived; numbers may have units, as in `64MB`. @default none */
  readonly settings?: Readonly<Record<string, SettingValue>>;
}

/** What the server has to live in. */
export interface ServerLimits {
  /** In MiB. */
  readonly memory: number;
  /** In cores. */
  readonly cpus: number;
  /** Size of the volume, in MiB. */
  readonly volume: number;
}

/** The file, and which of its settings a running server does not take. */
export interface PostgresqlConf {
  readonly text: string;
  /** Lines that hold from the next start on only. */
  readonly atStart: readonly string[];
}

/** Of the settings that are derived, those that pg_settings calls `postmaster` in 14 to 18. */
const DERIVED_AT_START = new Set([
  'huge_pages',
  'io_method',
  'max_connections',
  'max_wal_senders',
  'max_worker_processes',
  'shared_buffers',
  'wal_buffers',
  'wal_level',
]);

/** Who gives one of these wants the WAL for something: then the server's own defaults hold for the others. */
const WAL_READERS = ['archive_mode', 'max_wal_senders', 'summarize_wal', 'wal_level'];

export function postgresqlConf(
  version: PostgresVersion,
  limits: ServerLimits,
  { workload = 'web', disk = 'ssd', settings = {} }: ServerConfiguration,
): PostgresqlConf {
  const given = new Map(Object.entries(settings).map(([name, value]) => [name.toLowerCase(), value]));
  const connections = Number(given.get('max_connections'));
  const readsWal = WAL_READERS.some((name) => given.has(name));
  const derived = tuning({
    cpus: limits.cpus,
    lz4: version.hasLz4,
    major: version.major,
    memory: limits.memory,
    storage: disk,
    volumeMiB: limits.volume,
    workload,
    ...(connections > 0 && { maxConnections: connections }),
  }).filter(({ name }) => !given.has(name) && !(readsWal && WAL_READERS.includes(name)));

  const derivedLines = derived.map(({ name, value, reason }) => ({
    atStart: DERIVED_AT_START.has(name),
    line: `${name} = ${/^[\w.]+$/.test(value) ? value : `'${value}'`}`,
    reason,
  }));
  const givenLines = Object.entries(settings).map(([name, value]) => ({
    atStart: contextOf(name, version.major) === 'postmaster',
    line: settingLine(name, value),
  }));
  const { memory, cpus, volume } = limits;
  const text = [
    fixed,
    `\n# Derived from ${memory} MiB of memory, ${cpus} CPU, a volume of ${volume} MiB on ${disk}, for ${workload}.\n\n`,
    ...derivedLines.map(({ reason, line }) => `# ${reason}\n${line}\n`),
    ...(givenLines.length === 0
      ? []
      : ['\n# As main.ts says.\n', ...givenLines.map(({ line }) => `${line}\n`)]),
  ].join('');
  return {
    atStart: [...derivedLines, ...givenLines].filter(({ atStart }) => atStart).map(({ line }) => line),
    text,
  };
}

/** Why the server would not start with these settings, or not live long: one text each. */
export function configurationProblems(
  { major }: PostgresVersion,
  { memory }: ServerLimits,
  settings: Readonly<Record<string, SettingValue>> = {},
): string[] {
  // The list of settings is large, and most programs give none.
  const problems = Object.keys(settings).length === 0 ? [] : settingProblems(settings, major);
  const connections = Number(settings['max_connections']);
  const most = mostConnections(memory);
  if (connections > most) {
    problems.push(
      `max_connections is ${connections}, and ${memory} MiB of memory are enough for ${most}, a quarter of which sort or hash at once; allowed: up to ${most}, or give more resources.memory`,
    );
  }
  return problems;
}
