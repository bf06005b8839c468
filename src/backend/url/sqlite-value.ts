import type { Driver } from './driver';

export interface SqliteValue {
  readonly kind: 'sqlite';
  /** The database's file as written in the URL. Undefined for a database in memory. */
  readonly file: string | undefined;
  /**
   * The driver that the same application would use for PostgreSQL: asyncpg after aiosqlite, which is SQLAlchemy with
   * asyncio; JDBC after `jdbc:`. Undefined if the URL does not tell.
   */
  readonly driver: Driver | undefined;
}

interface Form {
  readonly pattern: RegExp;
  readonly driver?: Driver;
  /** True if the first `/` after `//` is a separator and not part of the path, as in SQLAlchemy and dj-database-url. */
  readonly hasAuthority?: boolean;
}

const FORMS: readonly Form[] = [
  { pattern: /^sqlite3?\+aiosqlite:(.*)$/is, driver: 'asyncpg', hasAuthority: true },
  { pattern: /^sqlite3?(?:\+pysql\w+)?:(.*)$/is, hasAuthority: true },
  // Any other dialect, such as libSQL's, may lead to a server: "sqlite+libsql://db.turso.io/".
  { pattern: /^sqlite3?\+\w+:(?!\/\/[^/?])(.*)$/is, hasAuthority: true },
  { pattern: /^jdbc:sqlite:(.*)$/is, driver: 'jdbc' },
  // Prisma's, and as well the spelling of Go's, Python's and libSQL's drivers.
  { pattern: /^(file:.*)$/is },
  // Not a URL but a path, such as DB_PATH may hold.
  { pattern: /^(:memory:|[^\s:?*"<>|$]+\.(?:db|db3|sqlite|sqlite3))$/i },
];

/** Undefined for a value that is not an SQLite URL or path. */
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
  // SQLCipher's URL has a password before the path.
  const path = hasAuthority ? rest.replace(/^\/\/(?:[^/]*@)?\/?/, '') : rest;
  const file = path.replace(/^file:(?:\/\/(?=\/))?/i, '');
  return file === '' || file === ':memory:' ? undefined : file;
}
