import type { PostgresMajor } from '../../../server/postgres-version';
import { BUILD_DIFFERENCES, type PostgresBuild } from './postgres-build';
import lines from './server-settings.json';

/** When a change takes hold: at a start (postmaster), at a reload, or in the next session; never for `internal`. */
export type SettingContext =
  'internal' | 'postmaster' | 'sighup' | 'superuser-backend' | 'backend' | 'superuser' | 'user';

/** One setting as a server of one version knows it. */
export interface Setting {
  /** As the server spells it, which takes it in any case. */
  readonly name: string;
  readonly context: SettingContext;
  readonly type: 'bool' | 'enum' | 'integer' | 'real' | 'string';
  /** Of a number: the least and the most, in its unit. */
  readonly range?: { readonly min: number; readonly max: number; readonly text: string };
  /** What a number without a unit counts, for example 8kB or ms. */
  readonly unit?: string;
  /** Of an enum: what pg_settings lists. */
  readonly values?: readonly string[];
  /** Of an enum: what the server takes beside them. */
  readonly hidden?: readonly string[];
}

interface Entry {
  readonly from: number;
  readonly to: number;
  readonly setting: Setting;
}

const entries = new Map<PostgresBuild, Map<string, Entry[]>>();

/** The setting of that name; undefined where this version or build has none. */
export function knownSetting(
  name: string,
  major: PostgresMajor,
  build: PostgresBuild = 'debian',
): Setting | undefined {
  const find = (wanted: string): Setting | undefined =>
    entriesOf(build).get(wanted)?.find(covers(major))?.setting;
  return find(folded(name)) ?? find(OLD_NAMES.get(folded(name)) ?? '');
}

/** What the server still reads as a name, and pg_settings does not list; by the binary's strings there are no more. */
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

/** Every name that this version and build has. */
export function knownNames(major: PostgresMajor, build: PostgresBuild): readonly string[] {
  return [...entriesOf(build).values()].flatMap(
    (versions) => versions.find(covers(major))?.setting.name ?? [],
  );
}

/** As the server compares names and enum values: only the letters of ASCII have a case. */
export function folded(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function covers(major: PostgresMajor): (entry: Entry) => boolean {
  return ({ from, to }) => from <= major && major <= to;
}

/** Read when the first setting is judged: most programs give none. */
function entriesOf(build: PostgresBuild): Map<string, Entry[]> {
  const known = entries.get(build);
  if (known !== undefined) return known;
  const byName = new Map<string, Entry[]>();
  // What the build has of its own comes first, and is found first.
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

/** A line of server-settings.json: name, versions, context, type, and what the type needs. */
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
    // Some values have a space inside, as in `read committed`.
    const [values = '', hidden] = rest.join(' ').split(' hidden ');
    return { values: values.split(','), ...(hidden !== undefined && { hidden: hidden.split(',') }) };
  }
  const [text, unit] = rest;
  if (text === undefined) return {};
  const [min = '', max = ''] = text.split('..');
  return { range: { min: limit(min), max: limit(max), text }, ...(unit !== undefined && { unit }) };
}

/** pg_settings writes six digits of the largest double. */
function limit(text: string): number {
  return text === '1.79769e+308' ? Number.MAX_VALUE : Number(text);
}
