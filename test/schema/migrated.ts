import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Client } from 'pg';
import type { PostgresServer } from '../postgres/server';

/** The migrations of a folder, in their order. */
export function migrationsIn(folder: string): string[] {
  const names = readdirSync(folder).filter((name) => name.endsWith('.sql'));
  return names.sort().map((name) => readFileSync(join(folder, name), 'utf8'));
}

/** A new database, owned by a role that may nothing else, and a connection as that role. */
export async function newDatabase(server: PostgresServer, name: string): Promise<Client> {
  const superuser = new Client(server.connection);
  await superuser.connect();
  await superuser.query(`create role ${name} login password '${name}'`);
  await superuser.query(`create database ${name} owner ${name}`);
  await superuser.end();
  const client = new Client({ ...server.connection, database: name, user: name, password: name });
  await client.connect();
  return client;
}

/** One transaction each, as several statements in one message are; one alone may be CONCURRENTLY. */
export async function apply(client: Client, migrations: readonly string[]): Promise<void> {
  for (const sql of migrations) await client.query(sql);
}

const CATALOGUE = `
  select format('table %s %s %s', oid::regclass, relkind, pg_get_partkeydef(oid)) as line
    from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'S')
  union all
  select format('column %s %s %s %s %s', attrelid::regclass, attname, format_type(atttypid, atttypmod), attnotnull,
      (select pg_get_expr(adbin, adrelid) from pg_attrdef where adrelid = attrelid and adnum = attnum))
    from pg_attribute join pg_class on pg_class.oid = attrelid
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and attnum > 0 and not attisdropped
  union all
  select format('constraint %s %s %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
    from pg_constraint where connamespace = 'public'::regnamespace
  union all
  select format('index %s %s', pg_get_indexdef(indexrelid), indisvalid)
    from pg_index join pg_class on pg_class.oid = indexrelid where relnamespace = 'public'::regnamespace
  union all
  select pg_get_functiondef(oid) from pg_proc where pronamespace = 'public'::regnamespace
  order by line`;

/** Everything that is in the database, but for what is in its tables. */
export async function catalogue(client: Client): Promise<string[]> {
  const { rows } = await client.query<{ line: string }>(CATALOGUE);
  return rows.map(({ line }) => line);
}
