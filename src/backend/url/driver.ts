/** What an application connects through; each reads a URL of its own syntax. */
export const DRIVERS = [
  /**
   * libpq and all that read its URL: psql, psycopg without SQLAlchemy, Django, Ruby, PHP; with `channelBinding: false`
   * asyncpg without SQLAlchemy and lib/pq as well.
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
] as const;

export type Driver = (typeof DRIVERS)[number];

/** Where nothing says which driver a backend has: the plain `postgresql://`. */
export const DEFAULT_DRIVER: Driver = 'libpq';

/** SQLAlchemy's drivers, whose scheme is `postgresql+…`. */
export function isSqlAlchemyDriver(driver: Driver): boolean {
  return driver === 'psycopg2' || driver === 'psycopg' || driver === 'asyncpg';
}

/** The drivers whose URL begins with `postgresql://`, so that it does not tell which one it is for. */
export function isPlainDriver(driver: Driver): boolean {
  return driver !== 'jdbc' && !isSqlAlchemyDriver(driver);
}
