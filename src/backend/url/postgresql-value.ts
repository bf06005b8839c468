import { isConnectionParameter } from './database-url-rules';
import type { Driver } from './driver';
import { formDecode, percentDecode } from './percent-encoding';
import { hasPlaceholders } from './placeholder';
import { isTlsParameter, tlsModeOf, type TlsMode } from './tls';

export interface PostgresqlHost {
  /** Without brackets. A path is a socket's folder. Empty if the URL names no host. */
  readonly host: string;
  /** 5432 if the port is missing or not valid. */
  readonly port: number;
}

/** All parts are decoded. Only `password` is a secret. */
export interface PostgresqlValue {
  readonly kind: 'postgresql';
  /** `libpq` for a plain `postgresql://`, which several drivers share. Undefined for `postgresql+pg8000` and the like. */
  readonly driver: Driver | undefined;
  /** In lower case: `postgresql`, `postgres`, `postgresql+asyncpg`, `jdbc:postgresql`, …; empty for `host=… user=…` and .NET's. */
  readonly scheme: string;
  /** The first of the hosts. */
  readonly host: string;
  readonly port: number;
  /** At least one. */
  readonly hosts: readonly PostgresqlHost[];
  readonly user: string | undefined;
  readonly password: string | undefined;
  /** Undefined if none is named; most drivers then use the database with the user's name. */
  readonly database: string | undefined;
  /** The TLS mode, as DatabaseUrl names it. */
  readonly tls: TlsMode | undefined;
  /** All TLS parameters, as written. */
  readonly tlsParameters: Readonly<Record<string, string>>;
  /** The other parameters, such as `application_name`, or Prisma's `schema`; the new URL keeps them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** True if another tool fills in a part, such as `${PASSWORD}`: the other fields are then unreliable. */
  readonly hasPlaceholders: boolean;
  /** True for a text that drivers of other databases read as well. */
  readonly isAmbiguous?: true;
}

const DRIVER_OF_SCHEME = new Map<string, Driver>([
  ['postgresql', 'libpq'],
  ['postgres', 'libpq'],
  ['psql', 'libpq'],
  ['ecto', 'postgrex'],
  ['postgresql+psycopg2', 'psycopg2'],
  ['postgresql+psycopg', 'psycopg'],
  ['postgresql+psycopg_async', 'psycopg'],
  ['postgresql+asyncpg', 'asyncpg'],
  ['jdbc:postgresql', 'jdbc'],
  ['r2dbc:postgresql', 'r2dbc'],
]);

/** The schemes of PostgreSQL URLs. Only those in the table above have a known driver. */
const SCHEME =
  /^((?:jdbc|r2dbc(?::pool)?):postgresql|postgres(?:ql)?(?:\+[a-z0-9_]+)?|postgis|pgsql|psql|ecto|asyncpg|psycopg):(.*)$/is;

/** Parameters that only Prisma accepts, so that they identify it. */
const PRISMA_PARAMETERS = ['schema', 'connection_limit', 'pool_timeout', 'pgbouncer'];

const DEFAULT_PORT = 5432;

/** Undefined for a value that is not a PostgreSQL URL. */
export function readPostgresqlUrl(value: string): PostgresqlValue | undefined {
  const [, written, rest] = SCHEME.exec(value) ?? [];
  if (written === undefined || rest === undefined) return undefined;
  const scheme = written.toLowerCase();
  const driver = DRIVER_OF_SCHEME.get(scheme);
  // Only JDBC has a form without "//", for a database on this machine: jdbc:postgresql:app
  if (!rest.startsWith('//') && driver !== 'jdbc') return undefined;

  const { login, hosts, database, query } = dissect(rest);
  // Only libpq reads "+" as a plus sign.
  const decode = driver === 'libpq' ? percentDecode : formDecode;
  const settings = new Map(query.map(([name, text]) => [decode(name), decode(text)]));
  return postgresqlValue(settings, {
    scheme,
    driver: driver === 'libpq' && PRISMA_PARAMETERS.some((name) => settings.has(name)) ? 'prisma' : driver,
    hosts,
    user: login?.user,
    password: login?.password,
    database: database === '' ? undefined : percentDecode(database),
    hasPlaceholders: hasPlaceholders(value),
  });
}

type Located = Pick<
  PostgresqlValue,
  'scheme' | 'driver' | 'hosts' | 'user' | 'password' | 'database' | 'hasPlaceholders'
>;

/** SETTINGS, from a query or from keywords, override LOCATED, as in libpq. */
export function postgresqlValue(settings: ReadonlyMap<string, string>, located: Located): PostgresqlValue {
  const hosts = settledHosts(settings, located.hosts);
  const entries = [...settings].filter(([name]) => !isConnectionParameter(name));
  const tlsParameters = Object.fromEntries(entries.filter(([name]) => isTlsParameter(name)));
  return {
    kind: 'postgresql',
    ...located,
    host: hosts[0]?.host ?? '',
    port: hosts[0]?.port ?? DEFAULT_PORT,
    hosts,
    user: settings.get('user') ?? settings.get('username') ?? located.user,
    password: settings.get('password') ?? located.password,
    database: settings.get('dbname') ?? located.database,
    tls: tlsModeOf(tlsParameters['sslmode'] ?? tlsParameters['sslMode'] ?? tlsParameters['ssl']),
    tlsParameters,
    parameters: Object.fromEntries(entries.filter(([name]) => !isTlsParameter(name))),
  };
}

function settledHosts(
  settings: ReadonlyMap<string, string>,
  hosts: readonly PostgresqlHost[],
): PostgresqlHost[] {
  const ports = settings.get('port')?.split(',') ?? [];
  const named = (settings.get('host') ?? settings.get('hostaddr'))?.split(',');
  const settled = named?.map((host) => ({ host, port: DEFAULT_PORT })) ?? hosts;
  return settled.map(({ host, port }, index) => ({ host, port: portOf(ports[index] ?? ports[0]) ?? port }));
}

interface Dissected {
  readonly login: { readonly user: string | undefined; readonly password: string | undefined } | undefined;
  readonly hosts: readonly PostgresqlHost[];
  /** Not decoded. */
  readonly database: string;
  /** Not decoded. */
  readonly query: readonly (readonly [name: string, value: string])[];
}

function dissect(rest: string): Dissected {
  const { login, authority, tail } = splitAuthority(rest);
  const [path = '', ...queries] = tail.split('?');
  return {
    login: login === undefined ? undefined : splitLogin(login),
    hosts: authority.split(',').map(hostOf),
    database: path.replace(/^\//, ''),
    query: queries
      .join('?')
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => splitAt(pair, '='))
      .map(([name, value = '']) => [name, value]),
  };
}

/** Splits the part before the path at its last `@` into the login and the hosts. */
function splitAuthority(rest: string): { login: string | undefined; authority: string; tail: string } {
  if (!rest.startsWith('//')) return { login: undefined, authority: '', tail: rest };
  const body = rest.slice(2);
  const known = unencodedLogin(body);
  const length = body.slice(known).search(/[/?]/);
  const whole = length < 0 ? body : body.slice(0, known + length);
  const at = whole.lastIndexOf('@');
  return {
    login: at < 0 ? undefined : whole.slice(0, at),
    authority: whole.slice(at + 1),
    tail: body.slice(whole.length),
  };
}

/**
 * The length of a login whose password contains an unencoded `/` or `?`, which SQLAlchemy accepts: it ends at an `@` that
 * a host follows, and does not start with a host and a port. 0 if there is none.
 */
function unencodedLogin(body: string): number {
  const at = body.indexOf('@');
  const [beforePath = '', ...path] = body.slice(0, Math.max(at, 0)).split(/[/?]/);
  const isLogin = path.length > 0 && /^[^:]+:/.test(beforePath) && !/:\d*$/.test(beforePath);
  return isLogin && /^[^/?@:&=]+(?::\d+)?(?:[/?]|$)/.test(body.slice(at + 1)) ? at : 0;
}

function splitLogin(login: string): { user: string | undefined; password: string | undefined } {
  const [user, password] = splitAt(login, ':');
  return {
    user: user === '' ? undefined : percentDecode(user),
    password: password === undefined || password === '' ? undefined : percentDecode(password),
  };
}

function hostOf(text: string): PostgresqlHost {
  const [, bracketed, name, port] = /^(?:\[([^\]]*)\]|([^:]*))(?::(.*))?$/s.exec(text) ?? [];
  return { host: percentDecode(bracketed ?? name ?? text), port: portOf(port) ?? DEFAULT_PORT };
}

function portOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text) ? Number(text) : undefined;
}

function splitAt(text: string, separator: string): [string, string | undefined] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, undefined] : [text.slice(0, at), text.slice(at + 1)];
}
