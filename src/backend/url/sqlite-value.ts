import type { Driver } from './driver';

export interface SqliteValue {
  readonly kind: 'sqlite';
  /** The database's file as the URL names it; undefined: in memory. */
  readonly file: string | undefined;
  /**
   * What the same application would reach PostgreSQL through: aiosqlite is SQLAlchemy with asyncio, hence asyncpg;
   * `jdbc:` is JDBC, `file:` is Prisma. undefined: the URL does not say.
   */
  readonly driver: Driver | undefined;
}

interface Form {
  readonly pattern: RegExp;
  readonly driver?: Driver;
  /** Is the first `/` of a path after `//` the separator, as SQLAlchemy and dj-database-url have it? */
  readonly hasAuthority?: boolean;
}

const FORMS: readonly Form[] = [
  { pattern: /^sqlite3?\+aiosqlite:(.*)$/is, driver: 'asyncpg', hasAuthority: true },
  { pattern: /^sqlite3?(?:\+\w+)?:(.*)$/is, hasAuthority: true },
  { pattern: /^jdbc:sqlite:(.*)$/is, driver: 'jdbc' },
  { pattern: /^(file:.*)$/is, driver: 'prisma' },
  // No URL at all: what DB_PATH would hold.
  { pattern: /^(:memory:|[^\s:?*"<>|$]+\.(?:db|db3|sqlite|sqlite3))$/i },
];

/** undefined: not SQLite's. */
export function readSqlite(value: string): SqliteValue | undefined {
  for (const { pattern, driver, hasAuthority = false } of FORMS) {
    const rest = pattern.exec(value)?.[1];
    if (rest === undefined) continue;
    const file = fileOf(rest.replace(/\?.*$/s, ''), hasAuthority);
    return { kind: 'sqlite', file, driver };
  }
  return undefined;
}

function fileOf(rest: string, hasAuthority: boolean): string | undefined {
  // SQLCipher has a password before the path.
  const path = hasAuthority ? rest.replace(/^\/\/(?:[^/]*@)?\/?/, '') : rest;
  const file = path.replace(/^file:(?:\/\/(?=\/))?/i, '');
  return file === '' || file === ':memory:' ? undefined : file;
}
