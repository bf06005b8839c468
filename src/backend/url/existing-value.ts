import { addressOf, type Address } from '../../text/address/address';
import { unwrapped } from '../../text/address/wrapping';
import { readDotnet } from './dotnet-value';
import { readEmbedded, type EmbeddedValue } from './embedded-value';
import { readKeywords } from './keyword-value';
import { hasPlaceholders, isPlaceholderWord } from './placeholder';
import { readPostgresqlUrl, type PostgresqlValue as ParsedValue } from './postgresql-value';
import { readSqlite, type SqliteValue } from './sqlite-value';

export type { EmbeddedValue } from './embedded-value';
export type { SqliteValue } from './sqlite-value';

/** The database that a key's current value points to. It may contain a password: only `address` may be shown. */
export type ExistingValue =
  EmptyValue | PlaceholderValue | SqliteValue | EmbeddedValue | PostgresqlValue | OtherValue;

export type PostgresqlValue = ParsedValue & Addressed;

export interface EmptyValue {
  readonly kind: 'empty';
}

/** A word such as `changeme`. */
export interface PlaceholderValue {
  readonly kind: 'placeholder';
}

/** Anything else: another database, a password, a text that is not understood. */
export interface OtherValue extends Addressed {
  readonly kind: 'other';
  /** True if another tool fills in the value: `${VAR}`, `$(VAR)`, `{{ var }}`, `<var>`. */
  readonly hasPlaceholders: boolean;
}

interface Addressed {
  /** What of the value may be shown. Undefined if it is not known to be an address. */
  readonly address: Address | undefined;
}

/** Parses a value of DATABASE_URL. Never throws: a value that is not understood is `other`. */
export function classifyValue(text: string): ExistingValue {
  const value = unwrapped(text);
  if (value === '') return { kind: 'empty' };
  const local = readSqlite(value) ?? readEmbedded(value);
  if (local !== undefined) return local;
  const address = addressOf(value);
  const postgresql = readPostgresqlUrl(value) ?? readDotnet(value) ?? readKeywords(value);
  if (postgresql !== undefined) return { ...postgresql, address };
  if (isPlaceholderWord(value)) return { kind: 'placeholder' };
  return { kind: 'other', address, hasPlaceholders: hasPlaceholders(value) };
}
