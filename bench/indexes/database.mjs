import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { sqlFiles } from './sql-files.mjs';
import { words } from './words.mjs';

/** Nobody special, as in a cluster. */
const OWNER = { user: 'app', password: 'for-the-benchmark' };

export async function createOwner(server) {
  await asSuperuser(server, `create role ${OWNER.user} login password '${OWNER.password}'`);
}

/** To a new database. */
export async function connect(server, database) {
  await asSuperuser(server, `create database ${database} owner ${OWNER.user}`);
  const client = new pg.Client({ ...server.connection, ...OWNER, database });
  await client.connect();
  return client;
}

async function asSuperuser({ connection }, sql) {
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(sql);
  await client.end();
}

/** Each file is one transaction, but for an index that is made concurrently. */
export async function migrate(client, folder) {
  for (const { sql } of sqlFiles(join(folder, 'schema'))) await client.query(sql);
}

/** The same rows at each run, but for the time: they end now. */
export async function fill(client, data, rows) {
  await client.query('select setseed(0.5)');
  await client.query('create temporary table word (n int, word text)');
  await client.query(
    'insert into word select n, word from unnest($1::text[]) with ordinality as listed (word, n)',
    [words()],
  );
  for (const file of ['phrases.sql', data]) {
    const sql = readFileSync(join(import.meta.dirname, file), 'utf8');
    await client.query(sql.replaceAll(':rows', String(rows)));
  }
  await client.query('vacuum analyze');
}
