import { hasPlaceholders } from './placeholder';
import { readKeywords } from './keyword-value';
import { readPostgresqlUrl, type PostgresqlValue } from './postgresql-value';
import { readSqlite, type SqliteValue } from './sqlite-value';

export type { PostgresqlValue } from './postgresql-value';
export type { SqliteValue } from './sqlite-value';

/** The database that a key's current value points to. It may contain a password: never print it. */
export type ExistingValue = EmptyValue | SqliteValue | PostgresqlValue | OtherValue;

export interface EmptyValue {
  readonly kind: 'empty';
}

/** Neither PostgreSQL nor SQLite: another database, or a text such as `changeme`. */
export interface OtherValue {
  readonly kind: 'other';
  /** The other database's scheme, such as `mysql`. Undefined if the value is not a known URL. */
  readonly scheme: string | undefined;
  /** True if another tool fills in the value: `${VAR}`, `$(VAR)`, `{{ var }}`, `<var>`. */
  readonly hasPlaceholders: boolean;
}

/** Shown to the user, so it matches only known schemes, never the start of a password. */
const OTHER_DATABASES =
  /^((?:jdbc:)?(?:mysql2?|mariadb|mongodb|mssql|sqlserver|oracle|rediss?|cockroachdb|db2|h2|libsql|redshift|snowflake|bigquery|clickhouse|duckdb|cassandra|neo4j|prisma|prisma\+postgres)(?:\+[a-z0-9_]+)?):/i;

/** Parses a value of DATABASE_URL. Never throws: an unknown value is `other`. */
export function classifyValue(text: string): ExistingValue {
  const value = text.trim();
  if (value === '') return { kind: 'empty' };
  return (
    readSqlite(value) ??
    readPostgresqlUrl(value) ??
    readKeywords(value) ?? {
      kind: 'other',
      scheme: OTHER_DATABASES.exec(value)?.[1]?.toLowerCase(),
      hasPlaceholders: hasPlaceholders(value),
    }
  );
}
