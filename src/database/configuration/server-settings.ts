import type { SettingValue } from '../../server/given-setting';
import type { PostgresMajor } from '../../server/postgres-version';
import { combinationProblems } from './settings/combinations';
import {
  folded,
  knownNames,
  knownSetting,
  majorsWith,
  type Setting,
  type SettingContext,
} from './settings/known-settings';
import { nearestName } from './settings/nearest-name';
import type { PostgresBuild } from './settings/postgres-build';
import { missingLibraries, PRELOADING } from './settings/preloaded-libraries';
import { RESERVED_SETTINGS } from './settings/reserved-settings';
import { refusedValue } from './settings/setting-value';
import type { Server } from './settings/text-rules';

export interface SettingRules {
  /** Who has built the server. @default debian, the official image */
  readonly build?: PostgresBuild;
  /** The image brings libraries that the official one has not. @default false */
  readonly ownLibraries?: boolean;
  /** What must not be given, in small letters, and why. @default RESERVED_SETTINGS */
  readonly reserved?: ReadonlyMap<string, string>;
}

/**
 * Everything for which a server of that version would not start with SETTINGS in its postgresql.conf, or would pass
 * over a part of them: one text each, with what was given and what is allowed. Empty where all is well.
 */
export function settingProblems(
  settings: Readonly<Record<string, SettingValue>>,
  major: PostgresMajor,
  { build = 'debian', ownLibraries = false, reserved = RESERVED_SETTINGS }: SettingRules = {},
): string[] {
  const server: Server = { major, build, ownLibraries };
  const problems: string[] = [];
  const sound = new Map<string, string>();
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(settings)) {
    const key = folded(knownSetting(name, major, build)?.name ?? name);
    const twin = given.get(key);
    if (twin !== undefined) problems.push(`${name} and ${twin} are the same setting; give it once`);
    given.set(key, name);
    const problem = problemOf(name, value, server, reserved);
    if (problem === undefined) sound.set(key, settingText(value));
    else problems.push(problem);
  }
  return [...problems, ...combinationProblems(sound, server)];
}

/** What a value is in postgresql.conf, before its quotes. */
export function settingText(value: SettingValue): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** The line of postgresql.conf; the server reads every value in quotes, whatever its type. */
export function settingLine(name: string, value: SettingValue): string {
  const escaped = settingText(value)
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `${name} = '${escaped}'`;
}

/** Whether a change of that setting restarts the server (postmaster) or not; undefined where there is none. */
export function contextOf(
  name: string,
  major: PostgresMajor,
  build: PostgresBuild = 'debian',
): SettingContext | undefined {
  // Of an extension's own nothing is known, and some of them hold from a start on only.
  return EXTENSION_SETTING.test(name) ? 'postmaster' : knownSetting(name, major, build)?.context;
}

/** postgresql.conf takes one dot, though SQL takes more. */
const EXTENSION_SETTING = /^[a-z_\u0080-\uffff][\w\u0080-\uffff]*\.[a-z_\u0080-\uffff][\w\u0080-\uffff]*$/i;

function problemOf(
  name: string,
  value: unknown,
  server: Server,
  reserved: ReadonlyMap<string, string>,
): string | undefined {
  const setting = knownSetting(name, server.major, server.build);
  const why = reserved.get(folded(setting?.name ?? name));
  if (why !== undefined) return `${name} cannot be given, since ${why}; leave it out`;
  if (!isSettingValue(value)) {
    return `${name} is of type ${typeof value}; allowed: a text, a number, true or false`;
  }
  const text = settingText(value);
  if (text.includes('\0')) return `${name} has a NUL character in it; leave it out`;
  if (EXTENSION_SETTING.test(name)) return undefined;
  if (setting === undefined) return unknown(name, server);
  if (setting.context === 'internal') {
    return `${setting.name} is what the server says of itself, and cannot be set; leave it out`;
  }
  return valueProblem(setting, text, server);
}

function isSettingValue(value: unknown): value is SettingValue {
  return ['string', 'number', 'boolean'].includes(typeof value);
}

function valueProblem(setting: Setting, text: string, server: Server): string | undefined {
  const allowed = refusedValue(setting, text, server);
  if (allowed !== undefined) return `${setting.name} is ${JSON.stringify(text)}; allowed: ${allowed}`;
  if (server.build !== 'debian' || server.ownLibraries || !PRELOADING.some((name) => name === setting.name))
    return undefined;
  const missing = missingLibraries(text, server.major);
  return missing.length === 0
    ? undefined
    : `${setting.name} has ${missing.join(', ')}, which the official image has not; allowed: the libraries of PostgreSQL itself, for example pg_stat_statements`;
}

function unknown(name: string, { major, build }: Server): string {
  const said = `${name} is no setting of PostgreSQL ${major}`;
  const others = majorsWith(name, build);
  if (others.length > 0) return `${said}; PostgreSQL ${others.join(', ')} has it: leave it out`;
  const nearest = nearestName(name, knownNames(major, build));
  return nearest === undefined
    ? `${said}; give one of its settings, or an extension's as extension.setting`
    : `${said}; did you mean ${nearest}?`;
}
