import type { SettingValue } from '../../server/given-setting';
import type { PostgresVersion } from '../../server/postgres-version';
import { settingText } from './server-settings';
import { knownExtensions } from './settings/known-extensions';
import { nearestName } from '../../text/nearest-name';
import { settingList } from './settings/setting-list';

/** Extensions that work only if the library of the same name is loaded when the server starts. */
const PRELOADED: ReadonlySet<string> = new Set(['pg_stat_statements']);

/** The libraries that a server with EXTENSIONS must load at its start. */
export function preloadedFor(extensions: readonly string[]): readonly string[] {
  return extensions.filter((name) => PRELOADED.has(name));
}

/** The problems of EXTENSIONS on a server of VERSION with SETTINGS: one text each. */
export function extensionProblems(
  extensions: readonly string[],
  version: PostgresVersion,
  settings: Readonly<Record<string, SettingValue>>,
  preload: readonly string[] = [],
): string[] {
  return [
    ...extensions.flatMap((name, index) => {
      if (!/^(?=.{1,63}$)[a-z0-9_]+(?:-[a-z0-9_]+)*$/.test(name)) {
        return [
          `"${name}" is not a valid extension name; allowed: a-z, 0-9, "_" and "-", at most 63 characters`,
        ];
      }
      if (extensions.indexOf(name) < index) return [`the extension ${name} is given twice; give it once`];
      return missingFrom(version, name) ?? [];
    }),
    ...preloadProblems('the extension', preloadedFor(extensions), settings),
    ...preloadProblems('a capability that loads', preload, settings),
  ];
}

/** The problem of a CREATE EXTENSION in a migration, which runs as the application's role; undefined if it works. */
export function migratedExtension(
  { name, ifNotExists }: { readonly name: string; readonly ifNotExists: boolean },
  version: PostgresVersion,
  extensions: readonly string[],
): string | undefined {
  if (extensions.includes(name)) {
    return ifNotExists
      ? undefined
      : `the extension ${name} is in the database's extensions in main.ts, so it exists before any migration; write CREATE EXTENSION IF NOT EXISTS, or remove the statement`;
  }
  const maker = knownExtensions(version.major).get(name);
  if (maker === 'trusted') return undefined;
  if (maker === undefined && version.isOfficial) return missingFrom(version, name);
  const why = maker === undefined ? 'may need the superuser' : 'needs the superuser';
  return `the extension ${name} ${why}, but a migration runs as the application's role; give the database extensions: ['${name}'], which creates it before`;
}

function missingFrom({ isOfficial, major }: PostgresVersion, name: string): string | undefined {
  const known = knownExtensions(major);
  if (!isOfficial || known.has(name)) return undefined;
  const nearest = nearestName(name, [...known.keys()]);
  const problem = `the official image of PostgreSQL ${major} has no extension ${name}`;
  return nearest === undefined
    ? `${problem}; give an image that has it, for example PostgresVersion.of(${major}, { image: 'pgvector/pgvector:pg${major}' }) for vector`
    : `${problem}; did you mean ${nearest}?`;
}

function preloadProblems(
  what: string,
  libraries: readonly string[],
  settings: Readonly<Record<string, SettingValue>>,
): string[] {
  const [, given] =
    Object.entries(settings).find(([name]) => name.toLowerCase() === 'shared_preload_libraries') ?? [];
  if (given === undefined) return [];
  const loaded = settingList(settingText(given)) ?? [];
  return libraries
    .filter((name) => !loaded.includes(name))
    .map(
      (name) =>
        `${what} ${name} needs its library at the server's start, but the given shared_preload_libraries does not contain it; add ${name} to that setting, or leave the setting out`,
    );
}
