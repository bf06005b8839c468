import { hasPlaceholders } from './placeholder';
import { readKeywords } from './keyword-value';
import { readPostgresqlUrl, type PostgresqlValue } from './postgresql-value';
import { readSqlite, type SqliteValue } from './sqlite-value';

export type { PostgresqlValue } from './postgresql-value';
export type { SqliteValue } from './sqlite-value';

/** What a value that is there already says of the database behind it. It may hold a password: never print it. */
export type ExistingValue = EmptyValue | SqliteValue | PostgresqlValue | OtherValue;

export interface EmptyValue {
  readonly kind: 'empty';
}

/** Nothing of PostgreSQL's or SQLite's: another database, or words such as `changeme`. */
export interface OtherValue {
  readonly kind: 'other';
  /** The other database's scheme, such as `mysql`; undefined: the value is no URL that is known. */
  readonly scheme: string | undefined;
  /** Does it wait for something else to fill it in: `${VAR}`, `$(VAR)`, `{{ var }}`, `<var>`? */
  readonly hasPlaceholders: boolean;
}

/** Shown to a user as it is, so only what surely is a scheme, and not the beginning of a password. */
const OTHER_DATABASES =
  /^((?:jdbc:)?(?:mysql2?|mariadb|mongodb|mssql|sqlserver|oracle|rediss?|cockroachdb|db2|h2|libsql|redshift|snowflake|bigquery|clickhouse|duckdb|cassandra|neo4j|prisma|prisma\+postgres)(?:\+[a-z0-9_]+)?):/i;

/** What a value of DATABASE_URL is. Never throws: whatever is not recognised is `other`. */
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
