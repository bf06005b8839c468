import { load, FAILSAFE_SCHEMA } from 'js-yaml';
import { ifReadable } from '../if-readable';
import { isMapping } from '../mapping';
import { hostOf, hostsOf, isPlainlyHost } from './host';
import { knownKind } from './kind';
import { keywordPairs, statementPairs, type Pair } from './pairs';
import { unwrapped } from './wrapping';

/**
 * What kind of thing a secret text leads to, and to which host: fit to be shown. No other part of the text is in it, and
 * where a part of a password could be taken for the host, there is none.
 */
export interface Address {
  /** `mysql`, `jdbc:oracle`, …; `URL` for a scheme that is not known. */
  readonly kind: string;
  /** Several are joined by ", ". Undefined if it is not certain. */
  readonly host: string | undefined;
}

/** Undefined for a text that is no address: a word, a password, a key. */
export function addressOf(text: string): Address | undefined {
  const inner = unwrapped(text);
  if (inner.length > LONGEST) return undefined;
  for (const read of READERS) {
    const found = read(inner);
    if (found !== undefined) return found;
  }
  return undefined;
}

/** For an error or a mask: `mysql at db.example.com`. */
export function describeAddress({ kind, host }: Address): string {
  return host === undefined ? kind : `${kind} at ${host}`;
}

/** In characters. No address is longer, and a certificate or a key need not be searched. */
const LONGEST = 4096;

const READERS: readonly ((text: string) => Address | undefined)[] = [
  url,
  jdbc,
  goDsn,
  oracle,
  statements,
  keywords,
  document,
  bareHost,
];

/** `scheme://login@host:1/path?query` */
function url(text: string): Address | undefined {
  const [, scheme, body] = /^([a-z][\w.+-]*(?::[a-z][\w.+-]*)*):\/\/(.*)$/is.exec(text) ?? [];
  if (scheme === undefined || body === undefined) return undefined;
  const kind = knownKind(scheme);
  const [authority = ''] = body.split(/[/?#;]/, 1);
  const tail = body.slice(authority.length);
  const at = authority.lastIndexOf('@');
  const host = tail.includes('@')
    ? undefined
    : (hostsOf(authority.slice(at + 1)) ?? hostInQuery(authority, tail));
  // Without a login before it, the "host" of an unknown scheme may be a token.
  const isCertain = host !== undefined && (kind !== undefined || at >= 0 || isPlainlyHost(host));
  return { kind: kind ?? 'URL', host: isCertain ? host : undefined };
}

/** `jdbc:oracle:thin:user/password@//host:1521/service`, `jdbc:h2:mem:x` and the like without `//`. */
function jdbc(text: string): Address | undefined {
  const [, scheme, rest = ''] =
    /^((?:jdbc|r2dbc)(?::[a-z][a-z0-9-]*)+?)(?::(?![a-z][a-z0-9-]*:)|$)(.*)$/is.exec(text) ?? [];
  const kind = scheme === undefined ? undefined : knownKind(scheme);
  if (kind === undefined) return undefined;
  const place = rest.slice(rest.indexOf('@') + 1).replace(/^\/\//, '');
  const [host = ''] = place.split(/[/:;?]/, 1);
  const isKnown = kind.startsWith('jdbc:oracle') && isPlainlyHost(host) && !place.includes('@');
  return { kind, host: isKnown ? host : oracle(place)?.host };
}

/** `postgresql:///app?host=/cloudsql/…`, `…//user:password@/app?host=db` */
function hostInQuery(authority: string, tail: string): string | undefined {
  if (!/(?:^|@)$/.test(authority)) return undefined;
  const named = [...tail.matchAll(/[?&;]host=([^&;#]*)/gi)].map(([, host = '']) => host);
  return named.length === 1 ? hostsOf(named[0] ?? '') : undefined;
}

/** `user:password@tcp(host:3306)/db` */
function goDsn(text: string): Address | undefined {
  const [, host, tail = ''] = /^.*@(?:tcp[46]?|unix)\(([^()@]*)\)(\/.*)?$/is.exec(text) ?? [];
  if (host === undefined) return undefined;
  return { kind: 'mysql', host: tail.includes('@') ? undefined : hostOf(host) };
}

/** `(DESCRIPTION=(ADDRESS=(PROTOCOL=TCP)(HOST=…)(PORT=1521))…)` */
function oracle(text: string): Address | undefined {
  if (!/^\s*\(\s*description(?:_list)?\s*=/i.test(text)) return undefined;
  const hosts = [...text.matchAll(/\(\s*host\s*=\s*([^()\s]+)\s*\)/gi)].map(([, host = '']) => host);
  return { kind: 'oracle', host: hostsOf(hosts.join(',')) };
}

/** `Server=…;Database=…`, also after PDO's `pgsql:` and the like. */
function statements(text: string): Address | undefined {
  const [, driver, rest] =
    /^(pgsql|mysql|sqlsrv|dblib|mssql|odbc|oci|firebird|ibm|informix|sybase):(.*)$/is.exec(text) ?? [];
  const pairs = statementPairs(rest ?? text);
  if (!pairs?.some(([name]) => NAMES.has(name))) return undefined;
  // One value with spaces, such as "host=db user=app", is libpq's.
  if (driver === undefined && !text.includes(';') && keywordPairs(text) !== undefined) return undefined;
  return { kind: driver?.toLowerCase() ?? kindByNames(pairs), host: hostIn(pairs) };
}

/** Names in ADO.NET's and ODBC's connection strings which say that it is one. */
const NAMES = new Set([
  ...['server', 'host', 'hostname', 'hostaddr', 'datasource', 'address', 'addr', 'networkaddress'],
  ...['endpoint', 'accountendpoint', 'hostnames', 'dsn', 'driver', 'provider', 'database', 'dbname'],
  ...['initialcatalog', 'dbq', 'filedsn', 'servicename', 'accountname', 'blobendpoint'],
]);

function kindByNames(pairs: readonly Pair[]): string {
  const names = new Map(pairs.map(([name, value]) => [name, value]));
  if (names.has('driver') || names.has('dsn') || names.has('filedsn')) return 'odbc';
  if (names.has('accountendpoint')) return 'cosmosdb';
  if (['initialcatalog', 'integratedsecurity', 'trustedconnection'].some((one) => names.has(one)))
    return 'sqlserver';
  if (names.get('port') === '3306') return 'mysql';
  if (names.get('port') === '5432') return 'postgresql';
  return 'connection string';
}

/** `host=db user=app` */
function keywords(text: string): Address | undefined {
  const pairs = keywordPairs(text);
  if (!pairs?.some(([name]) => /^(?:host|hostaddr|dbname|service)$/.test(name))) return undefined;
  return { kind: 'postgresql', host: hostIn(pairs) };
}

/** Of names that say it twice, none: what is a part of a quoted password is not known then. */
function hostIn(pairs: readonly Pair[]): string | undefined {
  const named = pairs.filter(([name]) => HOST_NAMES.test(name));
  return named.length === 1 ? hostInValue(named[0]?.[1] ?? '') : undefined;
}

const HOST_NAMES =
  /^(?:host|hostname|hostaddr|server|servername|datasource|address|addr|networkaddress|endpoint|accountendpoint|blobendpoint)$/;

function hostInValue(value: string): string | undefined {
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(value)) return url(value)?.host;
  // SQL Server: tcp:host\instance,1433
  const plain = value
    .replace(/^(?:tcp|np|lpc|admin):/i, '')
    .replace(/,\d{1,5}$/, '')
    .replace(/\\[\w$-]+$/, '');
  return hostsOf(plain);
}

/** JSON or YAML, such as a secret manager's. */
function document(text: string): Address | undefined {
  if (!/^\s*[{[]|^[\w.-]+:(?:\s|$)[^]*\n/.test(text)) return undefined;
  const data = ifReadable(() => load(text, { schema: FAILSAFE_SCHEMA }));
  if (!isMapping(data) && !Array.isArray(data)) return undefined;
  const hosts = new Set(hostsBelow(data, 0));
  return {
    kind: /^\s*[{[]/.test(text) ? 'JSON' : 'YAML',
    host: hosts.size === 1 ? [...hosts][0] : undefined,
  };
}

function hostsBelow(data: unknown, depth: number): string[] {
  if (depth > 3) return [];
  if (Array.isArray(data)) return (data as unknown[]).flatMap((one) => hostsBelow(one, depth + 1));
  if (!isMapping(data)) return [];
  return Object.entries(data).flatMap(([name, value]) => {
    if (typeof value !== 'string') return hostsBelow(value, depth + 1);
    if (/^(?:\w*[_.-])?(?:host|hostname|server|address|endpoint)$/i.test(name))
      return hostInValue(value) ?? [];
    return /^(?:\w*[_.-])?(?:url|uri|dsn)$/i.test(name) ? (url(value)?.host ?? []) : [];
  });
}

/** `host:5432/db`, `host:6379,password=…`, `user:password@host:3306/db`, Oracle's `user/password@//host:1521/service` */
function bareHost(text: string): Address | undefined {
  const [, host, tail = ''] =
    /^(?:[^\s@/]+[:/].*@(?:\/\/)?)?(\[[0-9a-f:.]+\]|[a-z0-9][\w.-]*)(:\d{2,5}(?:[/,?].*)?)$/is.exec(text) ??
    [];
  if (host === undefined || /\s/.test(text) || tail.includes('@')) return undefined;
  const name = hostOf(host);
  // Only what looks like a host: "a:12" may be a user and a password.
  const isCertain = name !== undefined && isPlainlyHost(name);
  return isCertain ? { kind: 'address', host: name } : undefined;
}
