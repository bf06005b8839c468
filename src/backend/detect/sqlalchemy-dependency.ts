import type { Driver } from '../url/driver';

/** The extras of SQLAlchemy that install a driver, from its package metadata. */
const DRIVERS_BY_EXTRA: ReadonlyMap<string, Driver> = new Map<string, Driver>([
  ['postgresql', 'psycopg2'],
  ['postgresql-asyncpg', 'asyncpg'],
  ['postgresql-psycopg', 'psycopg'],
  ['postgresql-psycopg2', 'psycopg2'],
  ['postgresql-psycopg2binary', 'psycopg2'],
  ['postgresql-psycopgbinary', 'psycopg'],
]);

/** The driver that a package's extras install. */
export function driverOfExtras(name: string, extras: readonly string[]): Driver | undefined {
  return name === 'sqlalchemy' ? extras.map((extra) => DRIVERS_BY_EXTRA.get(extra)).find(Boolean) : undefined;
}

/** SQLAlchemy's driver for a bare `postgresql://`: psycopg 3 from version 2.1 on, psycopg 2 before. */
export function bareUrlDialect(version: string): 'psycopg' | 'psycopg2' {
  return version.split(',').some(staysBelow21) ? 'psycopg2' : 'psycopg';
}

/** True if one clause of a version specifier (PEP 440, Poetry's `^` and `~`) keeps SQLAlchemy below 2.1. */
function staysBelow21(clause: string): boolean {
  const [, operator = '', numbers = ''] = /^\s*(===?|~=|<=?|\^|~|)\s*v?(\d+(?:\.\d+)*)/.exec(clause) ?? [];
  if (numbers === '') return false;
  const [major = 0, minor, patch] = numbers.split('.').map(Number);
  const isBelow = major < 2 || (major === 2 && minor === 0);
  switch (operator) {
    case '^':
      return major < 2;
    case '~':
      return isBelow;
    case '~=':
      return patch === undefined ? major < 2 : isBelow;
    case '<':
      return isBelow || (major === 2 && (minor ?? 0) <= 1 && (patch ?? 0) === 0);
    default:
      // "==2.0.30", "2.0.*", "<=2.0". But "2" and "2.*" allow 2.1.
      return isBelow;
  }
}
