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
import { nearestName } from '../../text/nearest-name';
import type { PostgresBuild } from './settings/postgres-build';
import { missingLibraries, PRELOADING } from './settings/preloaded-libraries';
import { RESERVED_SETTINGS } from './settings/reserved-settings';
import { refusedValue } from './settings/setting-value';
import type { Server } from './settings/text-rules';

export interface SettingRules {
  /** The server's build. @default debian, the official image */
  readonly build?: PostgresBuild;
  /** True if the image may contain libraries that the official image does not have. @default false */
  readonly ownLibraries?: boolean;
  /** Settings that must not be given, in lower case, and the reason. @default RESERVED_SETTINGS */
  readonly reserved?: ReadonlyMap<string, string>;
}

/**
 * The problems of SETTINGS with which a server of that version would not start, or would ignore a setting: one text each,
 * with what was given and what is allowed.
 */
export function settingProblems(
  settings: Readonly<Record<string, SettingValue>>,
  major: PostgresMajor,
  { build = 'debian', ownLibraries = false, reserved = RESERVED_SETTINGS }: SettingRules = {},
): string[] {
  const server: Server = { major, build, ownLibraries };
  const problems: string[] = [];
  const valid = new Map<string, string>();
  const given = new Map<string, string>();
  for (const [name, value] of Object.entries(settings)) {
    const key = folded(knownSetting(name, major, build)?.name ?? name);
    const twin = given.get(key);
    if (twin !== undefined) problems.push(`${name} and ${twin} are the same setting; give it once`);
    given.set(key, name);
    const problem = problemOf(name, value, server, reserved);
    if (problem === undefined) valid.set(key, settingText(value));
    else problems.push(problem);
  }
  return [...problems, ...combinationProblems(valid, server)];
}

/** A value as postgresql.conf writes it, without quotes. */
export function settingText(value: SettingValue): string {
  return typeof value === 'boolean' ? (value ? 'on' : 'off') : String(value);
}

/** A line of postgresql.conf. The server accepts quotes around a value of any type. */
export function settingLine(name: string, value: SettingValue): string {
  const escaped = settingText(value)
    .replaceAll('\\', '\\\\')
    .replaceAll("'", "''")
    .replaceAll('\n', '\\n')
    .replaceAll('\r', '\\r');
  return `${name} = '${escaped}'`;
}

/** The context of a setting; a change of a `postmaster` setting needs a restart. Undefined for an unknown setting. */
export function contextOf(
  name: string,
  major: PostgresMajor,
  build: PostgresBuild = 'debian',
): SettingContext | undefined {
  // An extension's settings are unknown, and some of them take effect only at a start.
  return EXTENSION_SETTING.test(name) ? 'postmaster' : knownSetting(name, major, build)?.context;
}

/** With one dot: SQL allows more, postgresql.conf does not. */
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
    return `${name} is of type ${typeof value}; allowed: a string, a number, true or false`;
  }
  const text = settingText(value);
  if (text.includes('\0')) return `${name} contains a NUL character; remove it`;
  if (EXTENSION_SETTING.test(name)) return undefined;
  if (setting === undefined) return unknown(name, server);
  if (setting.context === 'internal') {
    return `${setting.name} is read-only; leave it out`;
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
    : `${setting.name} has ${missing.join(', ')}, which the official image does not contain; allowed: the libraries of PostgreSQL itself, for example pg_stat_statements`;
}

function unknown(name: string, { major, build }: Server): string {
  const problem = `${name} is not a setting of PostgreSQL ${major}`;
  const otherMajors = majorsWith(name, build);
  if (otherMajors.length > 0)
    return `${problem}; only PostgreSQL ${otherMajors.join(', ')} has it: leave it out`;
  const nearest = nearestName(name, knownNames(major, build));
  return nearest === undefined
    ? `${problem}; give one of its settings, or an extension's as extension.setting`
    : `${problem}; did you mean ${nearest}?`;
}
