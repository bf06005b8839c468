import { spawn } from 'node:child_process';
import { chmodSync, statSync } from 'node:fs';
import { Client, type ClientConfig } from 'pg';
import { UNPRIVILEGED } from '../postgres/binaries';
import { makeCertificate } from '../postgres/certificate';
import { PASSWORD, renderedFiles } from './rendered';
import { RenderedServer } from './rendered-server';

let server: RenderedServer;

beforeEach(async () => {
  server = await RenderedServer.of(renderedFiles());
});

afterEach(() => server.remove());

/** What the application connects by. */
function application(): ClientConfig {
  return {
    database: 'app',
    host: '127.0.0.1',
    password: PASSWORD,
    port: server.port,
    ssl: { rejectUnauthorized: false },
    user: 'app',
  };
}

/** The rows of a query, as the application's role unless another is named. */
async function query(text: string, login: ClientConfig = {}): Promise<unknown[]> {
  const client = new Client({ ...application(), ...login });
  await client.connect();
  try {
    return (await client.query({ rowMode: 'array', text })).rows as unknown[];
  } finally {
    await client.end();
  }
}

test('a fresh volume becomes a database that the application owns and no superuser', async () => {
  expect(await server.start()).toBe('ready');

  await query('create table message (id int primary key); insert into message values (1)');
  expect(
    await query(
      'select rolsuper, rolcreatedb, rolcreaterole, rolreplication from pg_roles where rolname = current_user',
    ),
  ).toEqual([[false, false, false, false]]);
  expect(await query("select pg_get_userbyid(datdba) from pg_database where datname = 'app'")).toEqual([
    ['app'],
  ]);
  expect(await query('show data_checksums')).toEqual([['on']]);
  expect(await query('show password_encryption')).toEqual([['scram-sha-256']]);
  expect(
    await query(
      "select count(*)::int from pg_hba_file_rules where error is not null or auth_method = 'trust'",
    ).catch((error: unknown) => error),
  ).toMatchObject({ message: expect.stringContaining('permission denied') as string });
});

test('the superuser, a wrong password and no password are refused over the network', async () => {
  await server.start();

  await expect(query('select 1', { database: 'postgres', user: 'postgres' })).rejects.toThrow(
    /pg_hba.conf rejects/,
  );
  await expect(query('select 1', { password: 'wrong' })).rejects.toThrow(/password authentication failed/);
  await expect(query('select 1', { user: 'nobody' })).rejects.toThrow(/password authentication failed/);
});

test('what was committed is there after a clean stop and after a crash', async () => {
  await server.start();
  await query('create table message (id int); insert into message values (1)');
  await server.stop('SIGINT');
  expect(server.log).toContain('received fast shutdown request');

  await server.start();
  await query('insert into message values (2)');
  await server.stop('SIGKILL');

  expect(await server.start()).toBe('ready');
  expect(await query('select id from message order by id')).toEqual([[1], [2]]);
});

test('a server starts beside a process that has the ID of the one before', async () => {
  await server.start();
  await server.stop('SIGKILL');
  const other = spawn('sleep', ['60'], UNPRIVILEGED);
  for (const file of ['/var/lib/postgresql/data/pgdata/postmaster.pid', server.socketLock]) {
    server.write(file, `${other.pid}\n`);
  }

  expect(await server.start()).toBe('ready');
  other.kill();
});

test('a server starts on a data directory that was opened to the group of another pod', async () => {
  await server.start();
  await server.stop();
  chmodSync(server.dataDirectory, 0o2770);

  expect(await server.start()).toBe('ready');
  expect(statSync(server.dataDirectory).mode & 0o7777).toBe(0o700);
});

test('what is not encrypted, or by less than TLS 1.3, is refused', async () => {
  await server.start();

  expect(await query('select version from pg_stat_ssl where pid = pg_backend_pid()')).toEqual([['TLSv1.3']]);
  await expect(query('select 1', { ssl: false })).rejects.toThrow(/pg_hba.conf rejects .* no encryption/);
  await expect(
    query('select 1', { ssl: { maxVersion: 'TLSv1.2', rejectUnauthorized: false } }),
  ).rejects.toThrow(/protocol version/);
});

test('a role that has an MD5 password cannot log in', async () => {
  server.write(
    '/etc/postgresql/roles.sql',
    "set password_encryption = 'md5';\n\ncreate role app login password 'x';\n",
  );
  await server.start();

  await expect(query('select 1', { password: 'x' })).rejects.toThrow(/password authentication failed/);
});

test('a renewed certificate is shown after a reload, and connections stay', async () => {
  await server.start();
  const client = new Client(application());
  await client.connect();
  const renewed = await makeCertificate('renewed');

  server.setCertificate(renewed);
  server.reload();

  const verified = { ca: renewed.certificate, servername: 'renewed' };
  while (!server.log.includes('reloading configuration files'))
    await new Promise((settle) => setTimeout(settle, 5));
  expect(await query('select 1', { ssl: verified })).toEqual([[1]]);
  expect((await client.query('select 1 as one')).rows).toEqual([{ one: 1 }]);
  await client.end();
});

test('a start that is killed while it initializes leaves nothing that the next one stumbles over', async () => {
  const starting = server.start();
  while (!server.list('/var/lib/postgresql/data').includes('pgdata.new'))
    await new Promise((settle) => setTimeout(settle, 5));
  await new Promise((settle) => setTimeout(settle, 300));
  await server.stop('SIGKILL');
  await starting;
  expect(server.list('/var/lib/postgresql/data')).not.toContain('pgdata');

  expect(await server.start()).toBe('ready');
  expect(await query('select 1')).toEqual([[1]]);
});

test('a folder with something else in it is left alone', async () => {
  server.folder('/var/lib/postgresql/data/pgdata');
  server.write('/var/lib/postgresql/data/pgdata/thesis.txt', 'three years of work');

  expect(await server.start()).toBe(1);

  expect(server.log).toContain('is not empty and holds no PostgreSQL data directory');
  expect(server.list('/var/lib/postgresql/data/pgdata')).toEqual(['thesis.txt']);
});

test('the data of another major version is not taken for an empty volume', async () => {
  server.folder('/var/lib/postgresql/data/18/docker');
  server.write('/var/lib/postgresql/data/18/docker/PG_VERSION', '18\n');

  expect(await server.start()).toBe(1);

  expect(server.log).toContain('belongs to PostgreSQL 18');
  expect(server.list('/var/lib/postgresql/data')).toEqual(['18', 'pgdata.lock']);
});
