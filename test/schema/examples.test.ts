import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { startPostgres, type PostgresServer } from '../postgres/server';
import { apply, catalogue, migrationsIn, newDatabase } from './migrated';

const EXAMPLES = join(__dirname, '..', '..', 'examples');
const withSchema = readdirSync(EXAMPLES).filter((name) => existsSync(join(EXAMPLES, name, 'schema')));

let server: PostgresServer;
const clients: Client[] = [];

beforeAll(async () => {
  server = await startPostgres();
});

afterAll(async () => {
  await Promise.all(clients.map((client) => client.end()));
  await server.stop();
});

async function database(name: string): Promise<Client> {
  const client = await newDatabase(server, name);
  clients.push(client);
  return client;
}

describe.each(withSchema)('the schema of examples/%s', (example) => {
  const migrations = migrationsIn(join(EXAMPLES, example, 'schema'));
  let whole: string[];

  beforeAll(async () => {
    const client = await database(`${example}_whole`);
    await apply(client, migrations);
    whole = await catalogue(client);
  });

  test('makes something of an empty database', () => {
    expect(whole.filter((line) => line.startsWith('table ')).length).toBeGreaterThanOrEqual(2);
    expect(whole.filter((line) => line.startsWith('index ') && !line.endsWith(' t'))).toEqual([]);
  });

  test('ends the same from each earlier state, and done a second time', async () => {
    for (const count of migrations.keys()) {
      const client = await database(`${example}_from_${count}`);
      await apply(client, migrations.slice(0, count));
      // Once more from there: what a run that was cut short has done already.
      await apply(client, migrations);
      expect(await catalogue(client)).toEqual(whole);
    }
  });

  test('answers each of its queries', async () => {
    const client = await database(`${example}_queries`);
    await apply(client, migrations);
    const folder = join(EXAMPLES, example, 'queries');
    for (const name of readdirSync(folder)) {
      const sql = readFileSync(join(folder, name), 'utf8');
      await client.query(`prepare query as ${sql}`);
      await client.query('deallocate query');
    }
  });
});

test('the tables that the chatbot’s backend has made by itself are kept, with what is in them', async () => {
  const migrations = migrationsIn(join(EXAMPLES, 'chatbot', 'schema'));
  const client = await database('adopted');
  // What SQLAlchemy's create_all makes of the models without "on delete".
  await client.query(`
    create table conversations (
      id serial not null, session_id varchar(255) not null, user_id varchar(255), title varchar(500),
      created_at timestamp with time zone default now() not null,
      updated_at timestamp with time zone default now() not null, primary key (id));
    create unique index ix_conversations_session_id on conversations (session_id);
    create table messages (
      id serial not null, conversation_id integer not null, question text not null, answer text not null,
      context_used text, chat_type varchar(50) not null, timestamp timestamp with time zone default now() not null,
      primary key (id), foreign key(conversation_id) references conversations (id));
    insert into conversations (session_id) values ('one');
    insert into messages (conversation_id, question, answer, chat_type) values (1, 'Is it kept?', 'It is.', 'general')`);
  await apply(client, migrations);

  const fresh = await database('adopted_not');
  await apply(fresh, migrations);
  expect(await catalogue(client)).toEqual(await catalogue(fresh));
  const { rows } = await client.query('select question from messages');
  expect(rows).toEqual([{ question: 'Is it kept?' }]);

  await client.query('delete from conversations');
  expect((await client.query('select from messages')).rowCount).toBe(0);
});
