/** The drivers that an application may use. Each has its own URL syntax. */
export const DRIVERS = [
  /**
   * libpq and everything that reads its URL: psql, psycopg without SQLAlchemy, Django, Ruby, PHP. With
   * `channelBinding: false` also asyncpg without SQLAlchemy, and lib/pq.
   */
  'libpq',
  /** SQLAlchemy with psycopg 2. */
  'psycopg2',
  /** SQLAlchemy with psycopg 3. */
  'psycopg',
  /** SQLAlchemy with asyncpg. */
  'asyncpg',
  /** The JVM's. */
  'jdbc',
  /** npm's `pg`, and with it Sequelize, Knex, TypeORM. */
  'node-postgres',
  /** npm's `postgres`. */
  'postgres-js',
  'prisma',
  /** Go's pgx, and with it GORM. */
  'pgx',
  /** .NET's, and with it Entity Framework Core: no URL, but `Host=…;Database=…`. */
  'npgsql',
  /** Tortoise ORM, whose own scheme is `postgres`. */
  'tortoise',
  /** The JVM's reactive driver. */
  'r2dbc',
  /** Elixir's, and with it Ecto: it has TLS from its configuration, and not from the URL. */
  'postgrex',
] as const;

export type Driver = (typeof DRIVERS)[number];

/** Used if a backend's driver is unknown: the plain `postgresql://`. */
export const DEFAULT_DRIVER: Driver = 'libpq';

/** SQLAlchemy's drivers, whose scheme is `postgresql+…`. */
export function isSqlAlchemyDriver(driver: Driver): boolean {
  return driver === 'psycopg2' || driver === 'psycopg' || driver === 'asyncpg';
}

/** The drivers whose URL starts with `postgresql://`, so that the URL does not tell the driver. */
export function isPlainDriver(driver: Driver): boolean {
  return !OF_OWN_FORM.has(driver) && !isSqlAlchemyDriver(driver);
}

const OF_OWN_FORM: ReadonlySet<Driver> = new Set(['jdbc', 'npgsql', 'r2dbc', 'tortoise']);
