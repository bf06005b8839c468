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

export const TRIALS = [
  python('psycopg2-binary', 'libpq', 'psycopg2_url'),
  python('psycopg', 'libpq', 'psycopg_url', { install: ['psycopg[binary]'] }),
  python('asyncpg', 'libpq', 'asyncpg_url', { binds: false }),
  below('psycopg2', ['psycopg2-binary']),
  below('psycopg', ['psycopg[binary]']),
  below('asyncpg', ['asyncpg']),
  python('sqlalchemy', 'psycopg', 'sqlalchemy_url', { install: ['sqlalchemy[asyncio]', 'psycopg[binary]'] }),
  python('sqlmodel', 'psycopg2', 'sqlmodel_url', { install: ['sqlmodel', 'psycopg2-binary'] }),
  python('flask-sqlalchemy', 'psycopg2', 'flask_url', { install: ['flask-sqlalchemy', 'psycopg2-binary'] }),
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
  node('@payloadcms/db-postgres', 'node-postgres'),
  node('connect-pg-simple', 'node-postgres', { install: ['connect-pg-simple', 'express-session'] }),
  node('graphile-worker', 'node-postgres'),
  node('postgres', 'postgres-js'),
  go('github.com/jackc/pgx', 'pgx', 'pgx', { install: ['github.com/jackc/pgx/v5'] }),
  go('github.com/lib/pq', 'libpq', 'pq', { binds: false }),
  go('gorm.io/driver/postgres', 'pgx', 'gorm', { install: ['gorm.io/driver/postgres', 'gorm.io/gorm'] }),
  go('github.com/uptrace/bun/driver/pgdriver', 'libpq', 'bun', { binds: false }),
  {
    registry: 'jvm',
    package: 'org.postgresql:postgresql',
    driver: 'jdbc',
    install: ['org.postgresql:postgresql:42.7.8'],
    program: 'Jdbc.java',
  },
  {
    registry: 'jvm',
    package: 'org.postgresql:r2dbc-postgresql',
    driver: 'r2dbc',
    install: ['org.postgresql:r2dbc-postgresql:1.0.7.RELEASE'],
    program: 'R2dbc.java',
  },
];
