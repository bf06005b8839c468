import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../postgres/server';

const program = (name: string): string =>
  readFileSync(join(__dirname, '../../src/postgres-import', name), 'utf8');

let server: PostgresServer;
let superuser: Client;
let app: Client;

beforeAll(async () => {
  server = await startPostgres();
  const postgres = new Client(server.connection);
  await postgres.connect();
  await postgres.query("create role app login password 'app'");
  await postgres.query('create database app owner app');
  await postgres.end();
  superuser = new Client({ ...server.connection, database: 'app' });
  app = new Client({ ...server.connection, database: 'app', user: 'app', password: 'app' });
  await Promise.all([superuser.connect(), app.connect()]);
});

afterAll(async () => {
  await Promise.all([superuser.end(), app.end()]);
  await server.stop();
});

test('a new database is empty, with extensions and with what Jobs note in it', async () => {
  await superuser.query('create extension pageinspect; create schema extensions');
  await superuser.query('create extension pg_buffercache schema extensions');
  await app.query('create schema cdk8s_database; create table cdk8s_database.postgres_import (name text)');
  await app.query(program('empty.sql'));
});

test.each([
  ['a table', 'create table one ()', 'table public.one'],
  ['a view', 'create view one as select 1', 'view public.one'],
  ['a function', "create function one() returns int language sql as 'select 1'", 'function public.one()'],
  ['a type', "create type one as enum ('a')", 'type public.one'],
  ['a sequence', 'create sequence one', 'sequence public.one'],
  ['a large object', 'select lo_create(4711)', 'large object 4711'],
  ['a table in a schema', 'create schema one; create table one.two ()', 'table one.two'],
  ['a table of a superuser', 'reset role; create table one ()', 'table public.one'],
])('%s is not empty', async (_, sql, what) => {
  await superuser.query(`begin; set local role app; ${sql}`);
  await expect(superuser.query(program('empty.sql'))).rejects.toThrow(
    `the database app is not empty, and nothing is written over: ${what}`,
  );
  await superuser.query('rollback');
});

test('all that an application may have made goes, and nothing else', async () => {
  await app.query(readFileSync(join(__dirname, 'shop.sql'), 'utf8'));
  await app.query('alter default privileges grant select on tables to public');
  await expect(app.query(program('empty.sql'))).rejects.toThrow('is not empty');
  await app.query(program('replace.sql'));
  await app.query(program('empty.sql'));
  const { rows } = await superuser.query(
    "select string_agg(extname, ' ' order by extname) as extensions, to_regclass('cdk8s_database.postgres_import') is not null as kept from pg_extension",
  );
  expect(rows).toEqual([{ extensions: 'pageinspect pg_buffercache plpgsql', kept: true }]);
});
