import { Refusal, type Notice } from '../../text/refusal';
import { unboundNotice } from './channel-binding';
import { bareUrlNotices, type BackendDriver } from './dependency-file';
import { DEFAULT_DRIVER, DRIVERS, isPlainDriver, type Driver } from '../url/driver';
import { DRIVER_SYNTAX } from '../url/driver-syntax';
import type { ExistingValue, PostgresqlValue } from '../url/existing-value';

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
  /** True if the value leads to this database already: what is not known of the driver was said before. */
  readonly isOwn?: boolean;
}

/**
 * Chooses the driver that a URL is written for: the given one, else the dependency files', else the existing value's, else
 * libpq. The spelling of the existing value only chooses between several of the files.
 * @throws Refusal if the existing value is a PostgreSQL URL for an unknown driver, or if the application's driver is for
 * another database.
 */
export function chooseDriver({ given, existing, found, path, isOwn = false }: DriverEvidence): DriverChoice {
  if (given === undefined && !isOwn) refuseOtherDatabase(existing, found, path);
  const driver =
    given ??
    (isOwn ? ofOwnForm(existing) : undefined) ??
    driverOfFiles(existing, found, path) ??
    driverOfValue(existing) ??
    DEFAULT_DRIVER;
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
      ...(given === undefined && !isOwn ? notNamed(driver, existing, found, path) : []),
      ...found.notices.filter(({ code }) => code === 'prisma-provider' && driver === 'prisma'),
      ...unbound.flatMap(unboundNotice),
    ],
  };
}

function refuseOtherDatabase(existing: ExistingValue, found: BackendDriver, path: string): void {
  const way =
    'if the application has a driver for PostgreSQL all the same, give it as driver: url({ driver: ';
  const isPlainly = existing.kind === 'postgresql' && existing.isAmbiguous !== true;
  if (found.otherDatabase !== undefined && !isPlainly) {
    const { database, package: name, path: file } = found.otherDatabase;
    const message = `names ${name}, a driver for ${database}, and none for PostgreSQL, so the application cannot use a PostgreSQL; add a driver first; ${way}'${DEFAULT_DRIVER}' }) in main.ts`;
    throw Refusal.of('driver-of-another-database', file, message);
  }
  const isSaid = found.candidates.some(({ driver }) => driver === 'npgsql');
  if (existing.kind === 'postgresql' && existing.isAmbiguous === true && !isSaid) {
    const message = `has a connection string that SQL Server and MySQL read as well, and no project file names Npgsql; ${way}'npgsql' }) in main.ts`;
    throw Refusal.of('driver-of-another-database', path, message);
  }
}

/** The application runs with the URL that is there, so it has the driver that this names. */
function ofOwnForm(existing: ExistingValue): Driver | undefined {
  const driver = existing.kind === 'postgresql' ? existing.driver : undefined;
  return driver === undefined || isPlainDriver(driver) ? undefined : driver;
}

/** @throws Refusal if the scheme of a URL says more than is known: another driver would not read it */
function driverOfFiles(existing: ExistingValue, found: BackendDriver, path: string): Driver | undefined {
  if (existing.kind === 'postgresql' && existing.driver === undefined) {
    throw Refusal.of(
      'driver-unknown',
      path,
      `is a PostgreSQL URL with the scheme ${existing.scheme}, whose driver is not known; give driver, one of: ${DRIVERS.join(', ')}`,
    );
  }
  return candidate(found, meantBy(existing, found)) ?? asynchronous(existing) ?? found.driver;
}

/** Which of the named drivers the existing value speaks for. */
function meantBy(existing: ExistingValue, found: BackendDriver): (driver: Driver) => boolean {
  switch (existing.kind) {
    case 'sqlite':
    case 'embedded':
      if (existing.driver === 'asyncpg') return (one) => one === 'asyncpg' || one === 'psycopg';
      // An engine without asyncio, so asyncpg in the dependency files is for something else.
      return existing.driver === undefined
        ? (one) => one === 'psycopg' || one === 'psycopg2'
        : (one) => one === existing.driver;
    case 'postgresql': {
      const written = writtenFor(existing);
      // The plain scheme is read by the driver that SQLAlchemy takes for it.
      return (one) => one === (written === 'libpq' ? (found.sqlAlchemy?.bareUrl ?? written) : written);
    }
    default:
      return () => false;
  }
}

/** An engine with asyncio cannot use a driver without: the one that it needs has to be added. */
function asynchronous(existing: ExistingValue): Driver | undefined {
  return existing.kind === 'sqlite' && existing.driver === 'asyncpg' ? 'asyncpg' : undefined;
}

function driverOfValue(existing: ExistingValue): Driver | undefined {
  if (existing.kind === 'postgresql') return writtenFor(existing);
  return existing.kind === 'sqlite' || existing.kind === 'embedded' ? existing.driver : undefined;
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

function candidate(found: BackendDriver, isWanted: (driver: Driver) => boolean): Driver | undefined {
  return found.candidates.map(({ driver }) => driver).find(isWanted);
}

/** Prisma, JDBC and SQLAlchemy with asyncpg have their own parameters; all other drivers accept libpq's. */
function readsTheSame(one: Driver | undefined, other: Driver): boolean {
  return one === other || (one !== undefined && takesLibpqParameters(one) && takesLibpqParameters(other));
}

function takesLibpqParameters(driver: Driver): boolean {
  return isPlainDriver(driver) ? driver !== 'prisma' : driver === 'psycopg' || driver === 'psycopg2';
}

/** The notices of the dependency files that still apply to this driver. */
function noticesFor(driver: Driver, existing: ExistingValue, found: BackendDriver): Notice[] {
  const isSettled = driverOfValue(existing) === driver && !isPlainDriver(driver);
  const aboutThis = (notice: Notice): Notice => ({
    ...notice,
    message: notice.message.replace(`is written for ${found.driver ?? ''}:`, `is written for ${driver}:`),
  });
  return [
    ...found.notices
      .filter(({ code }) => code !== 'sqlalchemy-bare-url' && code !== 'prisma-provider')
      .filter(({ code }) => !(code === 'driver-ambiguous' && isSettled))
      .map(aboutThis),
    ...bareUrlOf(driver, found),
  ];
}

function bareUrlOf(driver: Driver, { sqlAlchemy, candidates }: BackendDriver): Notice[] {
  return isPlainDriver(driver) ? bareUrlNotices(sqlAlchemy, candidates) : [];
}

/** Which driver it is, is a guess then; what SQLAlchemy has to say of it says so already. */
function notNamed(driver: Driver, existing: ExistingValue, found: BackendDriver, path: string): Notice[] {
  const { candidates } = found;
  if (candidates.some((one) => one.driver === driver) || bareUrlOf(driver, found).length > 0) return [];
  const reason =
    driverOfValue(existing) === driver ? ', as the value that was there' : ', which most libraries read';
  const others = [...new Set(candidates.map((one) => `${one.package} in ${one.path}`))].join(', ');
  const said =
    candidates.length === 0
      ? 'no dependency file of the repository names a library for PostgreSQL that is known'
      : `the dependency files name ${others} alone`;
  return [
    {
      code: 'driver-not-found',
      path,
      message: `${said}; the URL is written for ${driver}${reason}: give driver in main.ts if the application uses another one`,
    },
  ];
}
