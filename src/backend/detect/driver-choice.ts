import { Refusal, type Notice } from '../../text/refusal';
import { unboundNotice } from './channel-binding';
import { bareUrlNotices, type BackendDriver } from './dependency-file';
import { DEFAULT_DRIVER, DRIVERS, isPlainDriver, type Driver } from '../url/driver';
import { DRIVER_SYNTAX } from '../url/driver-syntax';
import type { ExistingValue, PostgresqlValue, SqliteValue } from '../url/existing-value';

export interface DriverChoice {
  readonly driver: Driver;
  readonly scheme: 'postgresql' | 'postgres';
  /** The existing value's other parameters, if the driver still accepts them. */
  readonly parameters: Readonly<Record<string, string>>;
  /** `false` if the backend's version of the driver does not support channel binding and could not connect with it. */
  readonly channelBinding?: false;
  readonly notices: readonly Notice[];
}

export interface DriverEvidence {
  /** The driver in main.ts, which overrides everything else. @default - by the rest */
  readonly given?: Driver;
  readonly existing: ExistingValue;
  readonly found: BackendDriver;
  /** The file that contains the value, for notices. */
  readonly path: string;
}

/**
 * Chooses the driver that a URL is written for: the given one, else the existing value's, else the dependency files',
 * else libpq.
 * @throws Refusal if the existing value is a PostgreSQL URL for an unknown driver.
 */
export function chooseDriver({ given, existing, found, path }: DriverEvidence): DriverChoice {
  const driver = given ?? driverOfValue(existing, found, path) ?? found.driver ?? DEFAULT_DRIVER;
  const isPostgresql = existing.kind === 'postgresql';
  const unbound = found.candidates.filter((one) => one.driver === driver && one.unbound !== undefined);
  return {
    driver,
    scheme:
      isPostgresql && existing.scheme === 'postgres' && isPlainDriver(driver) ? 'postgres' : 'postgresql',
    parameters: isPostgresql && readsTheSame(writtenFor(existing), driver) ? existing.parameters : {},
    ...(unbound.length > 0 && { channelBinding: false }),
    notices: [
      ...(given === undefined ? noticesFor(driver, existing, found) : []),
      ...unbound.flatMap(unboundNotice),
    ],
  };
}

function driverOfValue(existing: ExistingValue, found: BackendDriver, path: string): Driver | undefined {
  if (existing.kind === 'sqlite') return driverBesideSqlite(existing, found);
  if (existing.kind !== 'postgresql') return undefined;
  return driverOfUrl(existing, found, path);
}

/** A plain URL stays plain: the dependency files only tell which of the drivers with a plain URL it is. */
function driverOfUrl(existing: PostgresqlValue, found: BackendDriver, path: string): Driver {
  const { driver, scheme } = existing;
  if (driver === undefined) {
    throw Refusal.of(
      'driver-unknown',
      path,
      `is a PostgreSQL URL with the scheme ${scheme}, whose driver is not known; give driver, one of: ${DRIVERS.join(', ')}`,
    );
  }
  return driver === 'libpq' ? (candidate(found, isPlainDriver) ?? writtenFor(existing) ?? driver) : driver;
}

/** If no dependency file tells the driver of a plain URL, its TLS parameters may. */
function writtenFor({ driver, tls, tlsParameters }: PostgresqlValue): Driver | undefined {
  if (driver !== 'libpq' || tls !== 'require') return driver;
  const asked = new Map(Object.entries(tlsParameters));
  return (
    (['prisma', 'node-postgres'] as const).find((one) => {
      const own = DRIVER_SYNTAX[one].tls({ mode: tls, caFile: undefined });
      return own.length === asked.size && own.every(([name, value]) => asked.get(name) === value);
    }) ?? driver
  );
}

/** The driver that an application with this SQLite URL will use for PostgreSQL. */
function driverBesideSqlite({ driver }: SqliteValue, found: BackendDriver): Driver | undefined {
  switch (driver) {
    case 'asyncpg':
      return candidate(found, (one) => one === 'asyncpg' || one === 'psycopg') ?? driver;
    case 'prisma':
      return candidate(found, isNodeDriver) ?? driver;
    case undefined:
      // An engine without asyncio, so asyncpg in the dependency files is for something else.
      return candidate(found, (one) => one === 'psycopg' || one === 'psycopg2');
    default:
      return driver;
  }
}

function isNodeDriver(driver: Driver): boolean {
  return driver === 'prisma' || driver === 'node-postgres' || driver === 'postgres-js';
}

function candidate(found: BackendDriver, isWanted: (driver: Driver) => boolean): Driver | undefined {
  return found.candidates.map(({ driver }) => driver).find(isWanted);
}

/** Prisma, JDBC and SQLAlchemy with asyncpg have their own parameters; all other drivers accept libpq's. */
function readsTheSame(one: Driver | undefined, other: Driver): boolean {
  return one === other || (one !== undefined && takesLibpqParameters(one) && takesLibpqParameters(other));
}

function takesLibpqParameters(driver: Driver): boolean {
  return driver !== 'jdbc' && driver !== 'asyncpg' && driver !== 'prisma';
}

/** The notices of the dependency files that still apply to this driver. */
function noticesFor(driver: Driver, existing: ExistingValue, found: BackendDriver): Notice[] {
  const isSettled =
    (existing.kind === 'sqlite' || existing.kind === 'postgresql') &&
    existing.driver !== undefined &&
    existing.driver !== 'libpq';
  const aboutThis = (notice: Notice): Notice => ({
    ...notice,
    message: notice.message.replace(`is written for ${found.driver ?? ''}:`, `is written for ${driver}:`),
  });
  return [
    ...found.notices
      .filter(({ code }) => code !== 'sqlalchemy-bare-url' && !(code === 'driver-ambiguous' && isSettled))
      .map(aboutThis),
    ...(isPlainDriver(driver) ? bareUrlNotices(found.sqlAlchemy, found.candidates) : []),
  ];
}
