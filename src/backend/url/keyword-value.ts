import { keywordPairs } from '../../text/address/pairs';
import { hasPlaceholders } from './placeholder';
import { postgresqlValue, type PostgresqlValue } from './postgresql-value';

/** Every connection string has at least one of these keywords. */
const REQUIRED_KEYWORDS = ['host', 'hostaddr', 'dbname'];

/** libpq's connection string, `host=db user=app dbname=app`, common in Go. Undefined for any other text. */
export function readKeywords(value: string): PostgresqlValue | undefined {
  const settings = new Map(keywordPairs(value)?.map(([, text, name]) => [name, text]));
  if (!REQUIRED_KEYWORDS.some((name) => settings.has(name))) return undefined;
  return postgresqlValue(settings, {
    scheme: '',
    driver: 'libpq',
    hosts: [{ host: '', port: 5432 }],
    user: undefined,
    password: undefined,
    database: undefined,
    hasPlaceholders: hasPlaceholders(value),
  });
}
