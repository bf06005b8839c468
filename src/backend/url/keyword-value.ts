import { hasPlaceholders } from './placeholder';
import { postgresqlValue, type PostgresqlValue } from './postgresql-value';

/** One `keyword = value`; the value may stand in single quotes, with `\` before a quote or a backslash. */
const PAIR = /^\s*([A-Za-z_]\w*)\s*=\s*(?:'((?:[^'\\]|\\.)*)'|((?:[^\s'\\]|\\.)*))(?=\s|$)/s;

/** Each connection string of libpq's has one of these at least. */
const TELLING = ['host', 'hostaddr', 'dbname'];

/** libpq's other form, `host=db user=app dbname=app`, which Go programs often hold. undefined: it is not that. */
export function readKeywords(value: string): PostgresqlValue | undefined {
  const settings = new Map<string, string>();
  let rest = value;
  while (rest.trim() !== '') {
    const [whole, name, quoted, bare] = PAIR.exec(rest) ?? [];
    if (whole === undefined || name === undefined) return undefined;
    settings.set(name, (quoted ?? bare ?? '').replace(/\\(.)/gs, '$1'));
    rest = rest.slice(whole.length);
  }
  if (!TELLING.some((name) => settings.has(name))) return undefined;
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
