import type { PostgresMajor } from '../../../server/postgres-version';
import { BUILD_DIFFERENCES, type PostgresBuild } from './postgres-build';
import lines from './server-settings.json';

/** When a change takes effect: at a start (postmaster), at a reload, or in the next session; never for `internal`. */
export type SettingContext =
  'internal' | 'postmaster' | 'sighup' | 'superuser-backend' | 'backend' | 'superuser' | 'user';

/** One setting in one major version. */
export interface Setting {
  /** As the server spells it; it accepts upper and lower case. */
  readonly name: string;
  readonly context: SettingContext;
  readonly type: 'bool' | 'enum' | 'integer' | 'real' | 'string';
  /** Of a number: the minimum and the maximum, in its unit. */
  readonly range?: { readonly min: number; readonly max: number; readonly text: string };
  /** The unit of a number without a unit, for example 8kB or ms. */
  readonly unit?: string;
  /** Of an enum: the values that pg_settings lists. */
  readonly values?: readonly string[];
  /** Of an enum: other values that the server accepts. */
  readonly hidden?: readonly string[];
}

interface Entry {
  readonly from: number;
  readonly to: number;
  readonly setting: Setting;
}

const entries = new Map<PostgresBuild, Map<string, Entry[]>>();

/** The setting of that name; undefined if this version or build does not have it. */
export function knownSetting(
  name: string,
  major: PostgresMajor,
  build: PostgresBuild = 'debian',
): Setting | undefined {
  const find = (wanted: string): Setting | undefined =>
    entriesOf(build).get(wanted)?.find(covers(major))?.setting;
  return find(folded(name)) ?? find(OLD_NAMES.get(folded(name)) ?? '');
}

/** Old names that the server still accepts and pg_settings does not list. The strings in its binary show no others. */
const OLD_NAMES: ReadonlyMap<string, string> = new Map([
  ['sort_mem', 'work_mem'],
  ['ssl_ecdh_curve', 'ssl_groups'],
  ['vacuum_mem', 'maintenance_work_mem'],
]);

/** The versions that have a setting of that name, oldest first. */
export function majorsWith(name: string, build: PostgresBuild): readonly number[] {
  const found = entriesOf(build).get(folded(name)) ?? [];
  const majors = found.flatMap(({ from, to }) => Array.from({ length: to - from + 1 }, (_, i) => from + i));
  return [...new Set(majors)].sort((a, b) => a - b);
}

/** The names of all settings of this version and build. */
export function knownNames(major: PostgresMajor, build: PostgresBuild): readonly string[] {
  return [...entriesOf(build).values()].flatMap(
    (versions) => versions.find(covers(major))?.setting.name ?? [],
  );
}

/** Converts to lower case as the server does for names and enum values: ASCII letters only. */
export function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function covers(major: PostgresMajor): (entry: Entry) => boolean {
  return ({ from, to }) => from <= major && major <= to;
}

/** Parsed only when the first setting is checked, since most programs give none. */
function entriesOf(build: PostgresBuild): Map<string, Entry[]> {
  const known = entries.get(build);
  if (known !== undefined) return known;
  const byName = new Map<string, Entry[]>();
  // The build's own entries come first, so that they are found first.
  for (const line of [...BUILD_DIFFERENCES[build], ...lines]) {
    const entry = parse(line);
    const name = folded(entry.setting.name);
    const others = byName.get(name);
    if (others === undefined) byName.set(name, [entry]);
    else others.push(entry);
  }
  entries.set(build, byName);
  return byName;
}

/** Parses a line of server-settings.json: name, versions, context, type, and the type's details. */
function parse(line: string): Entry {
  const [name = '', majors = '', context, type, ...rest] = line.split(' ');
  const [from = '', to = from] = majors.split('-');
  const setting = { name, context: context as SettingContext, type: type as Setting['type'] };
  return { from: Number(from), to: Number(to), setting: { ...setting, ...details(setting.type, rest) } };
}

function details(
  type: Setting['type'],
  rest: readonly string[],
): Pick<Setting, 'hidden' | 'range' | 'unit' | 'values'> {
  if (type === 'enum') {
    // Some values contain a space, such as `read committed`.
    const [values = '', hidden] = rest.join(' ').split(' hidden ');
    return { values: values.split(','), ...(hidden !== undefined && { hidden: hidden.split(',') }) };
  }
  const [text, unit] = rest;
  if (text === undefined) return {};
  const [min = '', max = ''] = text.split('..');
  return { range: { min: limit(min), max: limit(max), text }, ...(unit !== undefined && { unit }) };
}

/** pg_settings rounds the largest double to six digits. */
function limit(text: string): number {
  return text === '1.79769e+308' ? Number.MAX_VALUE : Number(text);
}
