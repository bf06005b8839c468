import { setTimeout as sleep } from 'node:timers/promises';
import { ChatClient } from './chat-client';
import type { CommandOutput } from './command';
import { DatabasePod } from './database-pod';
import { Example } from './example';
import { MessageWriter } from './message-writer';
import { Namespace } from './namespace';
import { serviceUrl } from './service-proxy';
import { temporaryFolder } from './temporary-folder';

const PASSWORD = 'first-p@ss/word?%&';
const ROTATED_PASSWORD = 'second:p@ss#word+=';

let namespace: Namespace;
let example: Example;
let overlay: string;
let database: DatabasePod;
let client: ChatClient;
let applied: CommandOutput;

beforeAll(async () => {
  namespace = await Namespace.create('conversation');
  database = new DatabasePod(namespace);
  example = await Example.copyTo(await temporaryFolder());
  await example.synth(PASSWORD, '--in-place');
  overlay = await example.overlay();
  applied = await namespace.apply(overlay);
  await namespace.rolledOut('statefulset/database', 'deployment/backend', 'deployment/frontend');
  client = new ChatClient(await serviceUrl(namespace, 'backend-service', 8000));
});

/** Runs Python in the backend's container, beside its own code; returns what it prints. */
async function inBackend(code: string, env: Record<string, string> = {}): Promise<string> {
  const variables = Object.entries(env).map(([name, value]) => `${name}=${value}`);
  const python = ['env', ...variables, 'python3', '-c', code];
  const { stdout } = await namespace.kubectl(['exec', 'deployment/backend', '--', ...python]);
  return stdout.trimEnd();
}

/** What the server says to a login over the network, from where the backend is; PARAMETERS are libpq's. */
async function login(user: string, password: string, parameters = ''): Promise<string> {
  const code = [
    'import os, psycopg2',
    'try:',
    `    psycopg2.connect("${parameters}", host="database-service", dbname="app", user=os.environ["U"], password=os.environ["P"])`,
    '    print("accepted")',
    'except psycopg2.OperationalError as error:',
    '    print(error)',
  ].join('\n');
  return await inBackend(code, { U: user, P: password });
}

function questions(messages: readonly { readonly question: string }[]): string[] {
  return messages.map(({ question }) => question);
}

test('Pod Security "restricted" admits all that is rendered, without a warning', () => {
  expect(applied.stdout).toContain('statefulset.apps/database created');
  expect(applied.stderr).toBe('');
});

test('a conversation survives the database pod', async () => {
  expect(await client.history('survivor')).toEqual([]);
  await client.chat('survivor', 'Will you remember this?');
  await client.chat('survivor', 'And this, with "quotes", ünïcode and a 🦣?');
  const before = await client.history('survivor');
  expect(questions(before)).toEqual([
    'Will you remember this?',
    'And this, with "quotes", ünïcode and a 🦣?',
  ]);

  const milliseconds = await database.replace('normally');
  console.info(`pod deleted, to ready again: ${(milliseconds / 1000).toFixed(1)} s`);

  expect(await client.history('survivor')).toEqual(before);
});

test('no acknowledged message is lost, and none appears that was never sent', async () => {
  const writer = new MessageWriter(client, 'writer');
  const took: string[] = [];
  writer.start();
  for (const how of ['normally', 'by force', 'by force', 'normally', 'by force'] as const) {
    await writer.hasWritten(40);
    took.push(`${how} ${((await database.replace(how)) / 1000).toFixed(1)} s`);
  }
  await writer.hasWritten(40);
  await writer.stop();

  const kept = questions(await client.history('writer'));
  const lost = [...writer.acknowledged].filter((message) => !kept.includes(message));
  const unanswered = writer.sent.size - writer.acknowledged.size;
  console.info(
    `${writer.sent.size} messages sent, ${writer.acknowledged.size} acknowledged, ${unanswered} not; ` +
      `${kept.length} kept, ${lost.length} acknowledged ones lost. Pod deleted ${took.join(', ')}`,
  );
  expect(lost).toEqual([]);
  expect(kept.filter((message) => !writer.sent.has(message))).toEqual([]);
  expect(new Set(kept).size).toBe(kept.length);
});

test('after all that, every index still agrees with its table', async () => {
  await database.sql('create extension amcheck');
  const indexes = `from pg_index join pg_class on pg_class.oid = indexrelid join pg_am on pg_am.oid = relam
    where amname = 'btree' and relpersistence = 'p' and indisready and indisvalid`;
  expect(Number(await database.sql(`select count(*) ${indexes}`))).toBeGreaterThan(100);
  await database.sql(`select bt_index_check(indexrelid, heapallindexed => true) ${indexes}`); // raises an error
  await database.sql('drop extension amcheck');
});

test('the messages are in PostgreSQL, on a server that keeps what it acknowledged', async () => {
  const message = `select question from messages join conversations on conversations.id = conversation_id
    where session_id = 'survivor' order by messages.id limit 1`;
  expect(await database.sql(message)).toBe('Will you remember this?');
  const settings = ['data_checksums', 'fsync', 'full_page_writes', 'synchronous_commit'];
  const values = settings.map((name) => `current_setting('${name}')`).join(', ');
  expect(await database.sql(`select ${values}`)).toBe('on|on|on|on');
});

test('forgetting a conversation takes its messages along', async () => {
  await client.chat('passing', 'Forget me');
  const count = "select count(*) from messages where question = 'Forget me'";
  expect(await database.sql(count)).toBe('1');
  await expect(client.forget('passing', 'wrong')).rejects.toThrow('403');
  await client.forget('passing', 'demo-key-change-me');
  expect(await database.sql(count)).toBe('0');
});

test('the backend is nobody special in the server, and owns its tables', async () => {
  const code = `
from sqlalchemy import text
from app.database import engine
with engine.connect() as connection:
    print(*connection.execute(text("""
        select current_user, rolsuper, rolcreaterole, rolcreatedb, rolreplication, rolbypassrls
        from pg_roles where rolname = current_user""")).one())`;
  expect(await inBackend(code)).toBe('app False False False False False');
  expect(await database.sql("select distinct tableowner from pg_tables where schemaname = 'public'")).toBe(
    'app',
  );
});

test('the superuser is refused over the network, whatever the password', async () => {
  expect(await login('app', PASSWORD)).toBe('accepted');
  for (const password of ['', 'postgres', PASSWORD]) {
    expect(await login('postgres', password)).toContain('pg_hba.conf rejects connection');
  }
  expect(await login('app', 'wrong')).toContain('password authentication failed');
});

test('what is not encrypted, by less than TLS 1.3 or with an MD5 password is refused, each by name', async () => {
  expect(await login('app', PASSWORD, 'sslmode=disable')).toContain('no encryption');
  expect(await login('app', PASSWORD, 'sslmode=require ssl_max_protocol_version=TLSv1.2')).toContain(
    'protocol version',
  );
  await database.sql("set password_encryption = 'md5'; create role old_timer login password 'x'");
  expect(await login('old_timer', 'x')).toContain('password authentication failed');
  await database.sql('drop role old_timer');

  const used =
    "select distinct version from pg_stat_ssl join pg_stat_activity using (pid) where usename = 'app'";
  expect(await database.sql(used)).toBe('TLSv1.3');
});

test('a pod that does not read the Secret gets no answer', async () => {
  const connect = 'import socket; socket.create_connection(("database-service", 5432), 4)';
  expect(await inBackend(connect)).toBe('');
  await expect(
    namespace.kubectl(['exec', 'deployment/frontend', '--', 'python3', '-c', connect]),
  ).rejects.toThrow(/timed out/);
});

test('the server reads every line of its configuration, and no other', async () => {
  for (const view of ['pg_file_settings', 'pg_hba_file_rules']) {
    expect(await database.sql(`select * from ${view} where error is not null`)).toBe('');
  }
  expect(await database.sql('select distinct sourcefile from pg_file_settings')).toBe(
    '/etc/postgresql/postgresql.conf',
  );
  expect(await database.sql('select type, auth_method from pg_hba_file_rules order by rule_number')).toBe(
    'local|peer\nhostnossl|reject\nhostssl|reject\nhostssl|scram-sha-256',
  );
});

test('a changed password is taken by the running server, and the conversation goes on', async () => {
  const before = await client.history('survivor');
  const started = await database.sql('select pg_postmaster_start_time()');
  await example.synth(ROTATED_PASSWORD, '--in-place');
  await namespace.apply(overlay);
  // Whichever is first: new pods of the backend are not ready before the server lets them in.
  await namespace.kubectl(['rollout', 'restart', 'deployment/backend']);
  await namespace.rolledOut('deployment/backend');
  const deadline = performance.now() + 120_000;
  while ((await login('app', ROTATED_PASSWORD)) !== 'accepted' && performance.now() < deadline)
    await sleep(500);

  expect(await client.history('survivor')).toEqual(before);
  await client.chat('survivor', 'Still there?');
  expect(questions(await client.history('survivor'))).toEqual([...questions(before), 'Still there?']);
  expect(await login('app', PASSWORD)).toContain('password authentication failed');
  expect(await database.sql('select pg_postmaster_start_time()')).toBe(started);
}, 240_000);

test('no log tells a password', async () => {
  const { stdout: backendLog } = await namespace.kubectl(['logs', 'deployment/backend']);
  for (const log of [await database.log(), backendLog]) {
    expect(log).not.toBe('');
    for (const password of [PASSWORD, ROTATED_PASSWORD]) {
      expect(log).not.toContain(password);
      expect(log).not.toContain(encodeURIComponent(password));
    }
  }
});
