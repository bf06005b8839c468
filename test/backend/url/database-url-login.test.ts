import * as fc from 'fast-check';
import { Client, escapeIdentifier, escapeLiteral } from 'pg';
import { DatabaseUrl } from '../../../src/backend/url/database-url';
import { DRIVERS, isPlainDriver } from '../../../src/backend/url/driver';
import { startPostgres, type PostgresServer } from '../../postgres/server';
import { anyName, anyText } from './any-text';

let server: PostgresServer;
let superuser: Client;

beforeAll(async () => {
  server = await startPostgres({ configuration: ['scram_iterations = 1'] });
  superuser = new Client(server.connection);
  await superuser.connect();
}, 60_000);

afterAll(async () => {
  await superuser.end();
  await server.stop();
});

/**
 * SCRAM normalises passwords (SASLprep). pg does so for those with forbidden characters as well, which PostgreSQL
 * then leaves as they are: two of its rules that meet in no password that is normal already.
 */
function isNormal(password: string): boolean {
  const mapped =
    /[\u00a0\u00ad\u034f\u1680\u1806\u180b-\u180d\u2000-\u200d\u202f\u205f\u2060\u3000\ufe00-\ufe0f\ufeff]/u;
  return !mapped.test(password) && password.normalize('NFKC') === password;
}

/** PostgreSQL keeps some names for itself, and its superuser is there already. */
function isFree(user: string): boolean {
  return !/^pg_|^(?:postgres|public|none)$/.test(user);
}

async function whoIs(connectionString: string): Promise<{ user: string; database: string }> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    const { rows } = await client.query<{ user: string; database: string }>(
      'select current_user as user, current_database() as database',
    );
    return rows[0] ?? { user: '', database: '' };
  } finally {
    await client.end();
  }
}

async function withRole(user: string, password: string, act: () => Promise<void>): Promise<void> {
  const role = escapeIdentifier(user);
  await superuser.query(`create role ${role} login password ${escapeLiteral(password)}`);
  try {
    await act();
  } finally {
    await superuser.query(`drop role ${role}`);
  }
}

test('a role with any name and any password logs in by the URL of each driver that pg can read', async () => {
  const drivers = DRIVERS.filter(isPlainDriver);
  await fc.assert(
    fc.asyncProperty(
      anyName().filter(isFree),
      anyText(40).filter(isNormal),
      fc.constantFrom(...drivers),
      async (user, password, driver) => {
        await withRole(user, password, async () => {
          const url = new DatabaseUrl({
            host: server.host,
            port: server.port,
            database: 'postgres',
            user,
            driver,
          });
          expect(await whoIs(url.render(password))).toEqual({ user, database: 'postgres' });
        });
      },
    ),
    { numRuns: 200 },
  );
}, 60_000);

test('the server does ask for the password', async () => {
  await withRole('app', 'right', async () => {
    const url = new DatabaseUrl({ host: server.host, port: server.port, database: 'postgres', user: 'app' });
    await expect(whoIs(url.render('wrong'))).rejects.toThrow('password authentication failed');
  });
});

test('a database with an awkward name is reached', async () => {
  for (const database of ['a/b', 'a b', '100%', 'é🐘', 'a;b:c@d&e=f+g$h,i', "it's", '"quoted"']) {
    await superuser.query(`create database ${escapeIdentifier(database)}`);
    const { user, password } = server.superuser;
    const url = new DatabaseUrl({
      host: server.host,
      port: server.port,
      database,
      user,
      driver: 'node-postgres',
    });
    expect(await whoIs(url.render(password))).toEqual({ user, database });
  }
}, 60_000);
