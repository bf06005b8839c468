import { Refusal, type Notice } from '../../text/refusal';
import { unboundNotice } from './channel-binding';
import { bareUrlNotices, type BackendDriver } from './dependency-file';
import { DEFAULT_DRIVER, DRIVERS, isPlainDriver, type Driver } from '../url/driver';
import { DRIVER_SYNTAX } from '../url/driver-syntax';
import type { ExistingValue, PostgresqlValue, SqliteValue } from '../url/existing-value';

export interface DriverChoice {
  readonly driver: Driver;
  readonly scheme: 'postgresql' | 'postgres';
  /** What the value that is there says beyond the connection and TLS, where the driver still reads it. */
  readonly parameters: Readonly<Record<string, string>>;
  /** false: what the backend has of that driver does not know channel binding, and would not connect. */
  readonly channelBinding?: false;
  readonly notices: readonly Notice[];
}

export interface DriverEvidence {
  /** What the user gives goes before everything else. @default - what the rest says */
  readonly given?: Driver;
  readonly existing: ExistingValue;
  readonly found: BackendDriver;
  /** The file that holds the value, for what is said of it. */
  readonly path: string;
}

/**
 * The driver that a URL is written for: the one given, else that of the value that is there, else that of the
 * dependency files, else the plain one.
 * @throws Refusal where the value that is there is for a driver of PostgreSQL's that is not known.
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

/** A plain URL stays one: the dependency files only say which of the drivers that share it is meant. */
function driverOfUrl(existing: PostgresqlValue, found: BackendDriver, path: string): Driver {
  const { driver, scheme } = existing;
  if (driver === undefined) {
    throw Refusal.of(
      'driver-unknown',
      path,
      `leads to PostgreSQL by the scheme ${scheme}, of which the driver is not known; give the one to write the URL for as driver: ${DRIVERS.join(', ')}`,
    );
  }
  return driver === 'libpq' ? (candidate(found, isPlainDriver) ?? writtenFor(existing) ?? driver) : driver;
}

/** Where no dependency file says whose a plain URL is, what it asks of TLS may: it was written for that one. */
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

/** What the application that has this SQLite URL will reach PostgreSQL through. */
function driverBesideSqlite({ driver }: SqliteValue, found: BackendDriver): Driver | undefined {
  switch (driver) {
    case 'asyncpg':
      return candidate(found, (one) => one === 'asyncpg' || one === 'psycopg') ?? driver;
    case 'prisma':
      return candidate(found, isNodeDriver) ?? driver;
    case undefined:
      // An engine without asyncio, beside which asyncpg is for something else.
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

/** Prisma's parameters are its own, JDBC's and SQLAlchemy's for asyncpg as well; the others take libpq's. */
function readsTheSame(one: Driver | undefined, other: Driver): boolean {
  return one === other || (one !== undefined && takesLibpqParameters(one) && takesLibpqParameters(other));
}

function takesLibpqParameters(driver: Driver): boolean {
  return driver !== 'jdbc' && driver !== 'asyncpg' && driver !== 'prisma';
}

/** Of what the dependency files say, the part that still matters with this driver. */
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
