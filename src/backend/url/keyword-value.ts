import { hasPlaceholders } from './placeholder';
import { postgresqlValue, type PostgresqlValue } from './postgresql-value';

/** One `keyword = value`. The value may be in single quotes, with `\` before a quote or a backslash. */
const PAIR = /^\s*([A-Za-z_]\w*)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/s;

/** Every connection string has at least one of these keywords. */
const REQUIRED_KEYWORDS = ['host', 'hostaddr', 'dbname'];

/** libpq's connection string, `host=db user=app dbname=app`, common in Go. Undefined for any other text. */
export function readKeywords(value: string): PostgresqlValue | undefined {
  const settings = new Map<string, string>();
  let rest = value;
  while (rest.trim() !== '') {
    const [whole, name, quoted, bare] = PAIR.exec(rest) ?? [];
    if (whole === undefined || name === undefined) return undefined;
    settings.set(name, (quoted ?? bare ?? '').replace(/\\(.)/gs, '$1'));
    rest = rest.slice(whole.length);
  }
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
