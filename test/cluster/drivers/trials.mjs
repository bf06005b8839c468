// What is run: the library, the form of its URL, what has to be installed, and the program that connects.
const below = (driver, packages) => ({
  registry: 'python',
  package: packages[0].replace(/\[.*/, ''),
  below: 'sqlalchemy',
  driver,
  install: [...packages, 'sqlalchemy[asyncio]'],
  program: 'sqlalchemy_url.py',
});

const python = (name, driver, program, more = {}) => ({
  registry: 'python',
  package: name,
  driver,
  install: [name],
  program: `${program}.py`,
  ...more,
});

const node = (name, driver, more = {}) => ({
  registry: 'node',
  package: name,
  driver,
  install: [name],
  program: `${name.replace(/^@/, '').replace('/', '-')}.mjs.txt`,
  ...more,
});

const go = (name, driver, program, more = {}) => ({
  registry: 'go',
  package: name,
  driver,
  install: [name],
  program: `${program}.go.txt`,
  ...more,
});

const jvm = (name, driver, program, more = {}) => ({
  registry: 'jvm',
  package: name,
  driver,
  install: [name],
  program: `${program}.java`,
  ...more,
});

const rust = (name, more) => ({
  registry: 'rust',
  package: name,
  driver: 'libpq',
  program: `${name}.rs`,
  ...more,
});

/** A certificate that nobody has signed is taken by the TLS library alone that is told to. */
const NATIVE_TLS = ['postgres-native-tls', 'native-tls'];
const TOKIO = 'tokio --features=rt-multi-thread,macros';

/** Debian's packages: what is installed by apt is not installed here. */
const debian = (registry, name, program, packages) => ({
  registry,
  package: name,
  driver: 'libpq',
  install: packages,
  program,
});

export const TRIALS = [
  python('psycopg2', 'libpq', 'psycopg2_url', { apart: true }),
  python('psycopg-binary', 'libpq', 'psycopg_url', { install: ['psycopg', 'psycopg-binary'] }),
  python('psycopg-c', 'libpq', 'psycopg_url', { install: ['psycopg', 'psycopg-c'], apart: true }),
  python('psycopg2-binary', 'libpq', 'psycopg2_url'),
  python('psycopg', 'libpq', 'psycopg_url', { install: ['psycopg[binary]'] }),
  python('asyncpg', 'libpq', 'asyncpg_url'),
  below('psycopg2', ['psycopg2-binary']),
  below('psycopg', ['psycopg[binary]']),
  below('asyncpg', ['asyncpg']),
  python('sqlalchemy', 'psycopg', 'sqlalchemy_url', { install: ['sqlalchemy[asyncio]', 'psycopg[binary]'] }),
  python('sqlmodel', 'psycopg2', 'sqlmodel_url', { install: ['sqlmodel', 'psycopg2-binary'] }),
  python('flask-sqlalchemy', 'psycopg2', 'flask_url', { install: ['flask-sqlalchemy', 'psycopg2-binary'] }),
  python('flask-migrate', 'psycopg2', 'flask_migrate_url', { install: ['flask-migrate', 'psycopg2-binary'] }),
  python('advanced-alchemy', 'psycopg', 'advanced_alchemy_url', {
    install: ['advanced-alchemy', 'psycopg[binary]'],
  }),
  python('geoalchemy2', 'psycopg', 'geoalchemy2_url', { install: ['geoalchemy2', 'psycopg[binary]'] }),
  python('sqlalchemy-utils', 'psycopg', 'sqlalchemy_utils_url', {
    install: ['sqlalchemy-utils', 'psycopg[binary]'],
  }),
  python('alembic', 'psycopg', 'alembic_url', { install: ['alembic', 'psycopg[binary]'] }),
  python('django', 'libpq', 'django_url', { install: ['django', 'dj-database-url', 'psycopg2-binary'] }),
  python('dj-database-url', 'libpq', 'dj_database', {
    install: ['dj-database-url', 'django', 'psycopg[binary]'],
  }),
  python('django-environ', 'libpq', 'environ_url', {
    install: ['django-environ', 'django', 'psycopg[binary]'],
  }),
  python('databases', 'libpq', 'databases_url', { install: ['databases[asyncpg]'] }),
  python('tortoise-orm', 'tortoise', 'tortoise_url', { install: ['tortoise-orm[asyncpg]'] }),
  python('peewee', 'libpq', 'peewee_url', { install: ['peewee', 'psycopg2-binary'] }),
  node('pg', 'node-postgres'),
  node('pg-promise', 'node-postgres'),
  node('pg-boss', 'node-postgres'),
  node('sequelize', 'node-postgres', { install: ['sequelize', 'pg'] }),
  node('typeorm', 'node-postgres', { install: ['typeorm', 'pg', 'reflect-metadata'] }),
  node('knex', 'node-postgres', { install: ['knex', 'pg'] }),
  node('objection', 'node-postgres', { install: ['objection', 'knex', 'pg'] }),
  node('slonik', 'node-postgres', { install: ['slonik', 'zod'] }),
  node('@mikro-orm/postgresql', 'node-postgres', {
    install: ['@mikro-orm/postgresql@7', '@mikro-orm/core@7'],
  }),
  node('@payloadcms/db-postgres', 'node-postgres'),
  node('connect-pg-simple', 'node-postgres', { install: ['connect-pg-simple', 'express-session'] }),
  node('graphile-worker', 'node-postgres'),
  node('postgres', 'postgres-js'),
  node('@prisma/client', 'prisma', {
    install: ['prisma', '@prisma/client', '@prisma/adapter-pg'],
    apart: true,
  }),
  go('github.com/jackc/pgx', 'pgx', 'pgx', { install: ['github.com/jackc/pgx/v5'] }),
  go('github.com/lib/pq', 'libpq', 'pq'),
  go('gorm.io/driver/postgres', 'pgx', 'gorm', { install: ['gorm.io/driver/postgres', 'gorm.io/gorm'] }),
  go('github.com/uptrace/bun/driver/pgdriver', 'libpq', 'bun'),
  jvm('org.postgresql:postgresql', 'jdbc', 'Jdbc'),
  jvm('io.quarkus:quarkus-jdbc-postgresql', 'jdbc', 'Jdbc'),
  jvm('org.postgresql:r2dbc-postgresql', 'r2dbc', 'R2dbc'),
  jvm('io.r2dbc:r2dbc-postgresql', 'r2dbc', 'R2dbc'),
  debian('ruby', 'pg', 'pg.rb', ['ruby', 'ruby-pg']),
  rust('tokio-postgres', { install: ['tokio-postgres', ...NATIVE_TLS, TOKIO] }),
  rust('postgres', { install: ['postgres', ...NATIVE_TLS] }),
  rust('deadpool-postgres', { install: ['deadpool-postgres', ...NATIVE_TLS, TOKIO] }),
  rust('sqlx', { install: ['sqlx --features=postgres,runtime-tokio,tls-native-tls', TOKIO] }),
  rust('diesel', { install: ['diesel --features=postgres'] }),
  rust('sea-orm', { install: ['sea-orm --features=sqlx-postgres,runtime-tokio-native-tls', TOKIO] }),
  debian('php', 'ext-pgsql', 'pgsql.php', ['php-cli', 'php-pgsql']),
  debian('php', 'ext-pdo_pgsql', 'pdo.php', ['php-cli', 'php-pgsql']),
  debian('php', 'doctrine/dbal', 'doctrine-dbal.php', ['php-cli', 'php-pgsql', 'php-doctrine-dbal']),
  debian('php', 'doctrine/orm', 'doctrine-orm.php', [
    'php-cli',
    'php-pgsql',
    'php-symfony-cache',
    'php-doctrine-orm',
  ]),
  debian('php', 'laravel/framework', 'laravel.php', ['php-cli', 'php-pgsql', 'php-illuminate-database']),
];
