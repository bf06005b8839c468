import type { SettingValue } from '../../server/given-setting';
import type { PostgresVersion } from '../../server/postgres-version';
import { settingText } from './server-settings';
import { knownExtensions } from './settings/known-extensions';
import { nearestName } from './settings/nearest-name';
import { settingList } from './settings/setting-list';

/** Extensions that do nothing unless the library of their name is loaded when the server starts. */
const PRELOADED: ReadonlySet<string> = new Set(['pg_stat_statements']);

/** The libraries that a server with EXTENSIONS has to load at its start. */
export function preloadedFor(extensions: readonly string[]): readonly string[] {
  return extensions.filter((name) => PRELOADED.has(name));
}

/** Why a server of VERSION with SETTINGS cannot have EXTENSIONS: one text each. */
export function extensionProblems(
  extensions: readonly string[],
  version: PostgresVersion,
  settings: Readonly<Record<string, SettingValue>>,
  preload: readonly string[] = [],
): string[] {
  return [
    ...extensions.flatMap((name, index) => {
      if (!/^(?=.{1,63}$)[a-z0-9_]+(?:-[a-z0-9_]+)*$/.test(name)) {
        return [`"${name}" cannot name an extension; allowed: a to z, 0 to 9, "_" and "-", 63 at the most`];
      }
      if (extensions.indexOf(name) < index) return [`the extension ${name} is given twice; give it once`];
      return missingFrom(version, name) ?? [];
    }),
    ...preloadProblems('the extension', preloadedFor(extensions), settings),
    ...preloadProblems('a capability that loads', preload, settings),
  ];
}

/** What CREATE EXTENSION in a migration would come to, where that is no good; the application's role runs it. */
export function migratedExtension(
  { name, ifNotExists }: { readonly name: string; readonly ifNotExists: boolean },
  version: PostgresVersion,
  extensions: readonly string[],
): string | undefined {
  if (extensions.includes(name)) {
    return ifNotExists
      ? undefined
      : `the extension ${name} is made before any migration, as main.ts says; write CREATE EXTENSION IF NOT EXISTS, or leave it out`;
  }
  const maker = knownExtensions(version.major).get(name);
  if (maker === 'trusted') return undefined;
  if (maker === undefined && version.isOfficial) return missingFrom(version, name);
  const why = maker === undefined ? 'may need the superuser' : 'needs the superuser';
  return `the extension ${name} ${why}, and a migration runs as the application's role; give the database extensions: ['${name}'], which makes it before`;
}

function missingFrom({ isOfficial, major }: PostgresVersion, name: string): string | undefined {
  const known = knownExtensions(major);
  if (!isOfficial || known.has(name)) return undefined;
  const nearest = nearestName(name, [...known.keys()]);
  const said = `the official image of PostgreSQL ${major} has no extension ${name}`;
  return nearest === undefined
    ? `${said}; give an image that has it, for example PostgresVersion.of(${major}, { image: 'pgvector/pgvector:pg${major}' }) for vector`
    : `${said}; did you mean ${nearest}?`;
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
        `${what} ${name} needs its library at the server's start, and shared_preload_libraries is given without it; add ${name} to that setting, or leave the setting out`,
    );
}
