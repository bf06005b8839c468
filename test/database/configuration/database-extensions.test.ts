import { Client } from 'pg';
import { PostgresVersion, Refusal, Schema, type Notice, type PostgresDatabaseProps } from 'cdk8s-database';
import extensionsScript from '../../../src/database/plain/extensions.sql';
import { CHATBOT } from '../../fixtures/chatbot';
import { composition, planOf, synthesize } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';
import { PASSWORD, renderedFiles, renderedObject } from '../rendered';
import { RenderedServer } from '../rendered-server';

const PGVECTOR = PostgresVersion.of(16, { image: 'pgvector/pgvector:pg16' });

function configOf(props: PostgresDatabaseProps): Record<string, string> {
  return renderedObject<{ data: Record<string, string> }>(renderedFiles(props), 'configmap.yaml').data;
}

function messagesOf(props: PostgresDatabaseProps): string[] {
  const repository = new TemporaryRepository(CHATBOT);
  return refusedIn(repository, props).map(({ message }) => message);
}

/** Nothing where the synth is not refused. */
function refusedIn(repository: TemporaryRepository, props: PostgresDatabaseProps): readonly Notice[] {
  try {
    planOf(repository, { compose: composition({}, props) });
    return [];
  } catch (error) {
    if (error instanceof Refusal) return error.problems;
    throw error;
  }
}

describe('what the server makes', () => {
  let server: RenderedServer;
  const start = async (props: PostgresDatabaseProps = {}): Promise<void> => {
    server = await RenderedServer.of(renderedFiles(props));
    expect(await server.start()).toBe('ready');
  };

  afterEach(() => server.remove());

  async function query(text: string): Promise<unknown[]> {
    const client = new Client({
      database: 'app',
      host: '127.0.0.1',
      password: PASSWORD,
      port: server.port,
      ssl: { rejectUnauthorized: false },
      user: 'app',
    });
    await client.connect();
    try {
      return (await client.query({ rowMode: 'array', text })).rows as unknown[];
    } finally {
      await client.end();
    }
  }

  const EXTENSIONS = `select extname, nspname, pg_get_userbyid(extowner) from pg_extension
    join pg_namespace on pg_namespace.oid = extnamespace where extname <> 'plpgsql' order by 1`;
  const SCHEMAS = `select nspname from pg_namespace where nspname !~ '^pg_' and nspname <> 'information_schema'`;

  /** As the kubelet does with a ConfigMap, and a restart of the pod. */
  async function restartWith(...extensions: readonly string[]): Promise<void> {
    await server.stop();
    server.write('/etc/postgresql/extensions.sql', server.relocated(extensionsScript));
    server.write('/etc/postgresql/extensions', extensions.map((name) => `${name}\n`).join(''));
    expect(await server.start()).toBe('ready');
  }

  test('a new database has them before anybody is in it, with what they need', async () => {
    await start({ extensions: ['pg_stat_statements', 'earthdistance', 'uuid-ossp'] });
    expect(await query(EXTENSIONS)).toEqual([
      ['cube', 'public', 'postgres'],
      ['earthdistance', 'public', 'postgres'],
      ['pg_stat_statements', 'public', 'postgres'],
      ['uuid-ossp', 'public', 'postgres'],
    ]);
    expect(await query('select count(*) > 0 from pg_stat_statements')).toEqual([[true]]);
  });

  test('a database that was in use gets them where their names are found as they are', async () => {
    await start();
    await query('create table message (id int)');
    await restartWith('pg_trgm', 'pg_stat_statements');
    expect(await query(EXTENSIONS)).toEqual([
      ['pg_stat_statements', 'public', 'postgres'],
      ['pg_trgm', 'public', 'postgres'],
    ]);
    expect(await query(SCHEMAS)).toEqual([['public']]);
    expect(await query('select count(*) from message')).toEqual([['0']]);
  });

  test('no script of one runs where the application’s functions are found, and the server starts without it', async () => {
    await start();
    await query('create extension cube');
    await query('create schema extension_refint');
    await query('alter database app set search_path = evil, public');
    await restartWith('earthdistance', 'refint', 'pgrowlocks', 'unheard_of');
    expect(await query('select extname, extnamespace::regnamespace::text from pg_extension')).toEqual(
      expect.arrayContaining([
        ['cube', 'public'],
        ['pgrowlocks', 'public'],
      ]),
    );
    expect(await query(EXTENSIONS)).toHaveLength(2);
    expect(server.log).toMatch(
      /"earthdistance" was not made: it needs cube, in a schema that is the application's/,
    );
    expect(server.log).toMatch(
      /"refint" was not made: the schema "extension_refint" that it would be made in is there already/,
    );
    expect(server.log).toMatch(/"unheard_of" was not made: extension "unheard_of" is not available/);
  });

  test('a new database that cannot have one is none: the server says why and does not start', async () => {
    server = await RenderedServer.of(renderedFiles({ extensions: ['unheard_of'], version: PGVECTOR }));
    expect(await server.start()).not.toBe('ready');
    expect(server.log).toContain('extension "unheard_of" is not available');
    expect(server.list('/var/lib/postgresql/data')).not.toContain('pgdata');
  });
});

test('without extensions there is no trace of them', () => {
  expect(Object.keys(configOf({}))).not.toContain('extensions.sql');
  expect(configOf({})['postgresql.conf']).not.toContain('shared_preload_libraries');
});

test('what has to be loaded from the start on is, unless the setting is given', () => {
  const extensions = ['pg_stat_statements'];
  expect(configOf({ extensions })['postgresql.conf']).toContain(
    '\nshared_preload_libraries = pg_stat_statements\n',
  );
  const settings = { shared_preload_libraries: 'auto_explain, pg_stat_statements' };
  const own = configOf({ configuration: { settings }, extensions })['postgresql.conf'] ?? '';
  expect(own.match(/^shared_preload_libraries.*$/gm)).toEqual([
    "shared_preload_libraries = 'auto_explain, pg_stat_statements'",
  ]);
  expect(
    messagesOf({ configuration: { settings: { shared_preload_libraries: 'auto_explain' } }, extensions }),
  ).toEqual([expect.stringContaining('add pg_stat_statements to that setting')]);
});

test('a synth refuses what the image has not, all at once', () => {
  expect(messagesOf({ extensions: ['pg_stat_statement', 'vector', 'a"b', 'hstore', 'hstore'] })).toEqual([
    'the official image of PostgreSQL 16 has no extension pg_stat_statement; did you mean pg_stat_statements?',
    expect.stringContaining("PostgresVersion.of(16, { image: 'pgvector/pgvector:pg16' })"),
    expect.stringContaining('"a"b" is not a valid extension name'),
    'the extension hstore is given twice; give it once',
  ]);
  expect(messagesOf({ extensions: ['adminpack'], version: PostgresVersion.V17 })).toHaveLength(1);
  expect(messagesOf({ extensions: 'vector' as never })).toEqual([
    'is a text; allowed: a list, each item a text',
  ]);
  expect(messagesOf({ extensions: ['vector', 'hstore'], version: PGVECTOR })).toEqual([]);
});

describe('another image', () => {
  test('runs everywhere, and nothing is said of its libraries', () => {
    const settings = { shared_preload_libraries: 'pg_cron' };
    const files = renderedFiles({ configuration: { settings }, version: PGVECTOR });
    expect(files['statefulset.yaml']?.match(/image: .*/g)).toEqual([
      'image: pgvector/pgvector:pg16',
      'image: pgvector/pgvector:pg16',
    ]);
    expect(messagesOf({ configuration: { settings }, version: PGVECTOR })).toEqual([]);
    expect(messagesOf({ configuration: { settings } })).toHaveLength(1);
  });

  test.each([
    'postgis/postgis:16-3.5',
    'registry.example:5000/a/b_c/d-e:1',
    `ghcr.io/a/b@sha256:${'0'.repeat(64)}`,
    `a/b:1@sha256:${'a'.repeat(64)}`,
  ])('%s is one', (image) => expect(PostgresVersion.of(16, { image }).image).toBe(image));

  test.each(['postgis/postgis', 'a b:1', 'Postgis:16', '', 'a:1@sha256:12', 'a:1\n'])('%j is none', (image) =>
    expect(() => PostgresVersion.of(16, { image })).toThrow('is not a valid reference with a tag or digest'),
  );

  test('leaves nothing to say of the official one', () => {
    expect(() =>
      PostgresVersion.of(16, { image: 'a/b:1', minor: 3, digest: `sha256:${'0'.repeat(64)}` }),
    ).toThrow('image names the whole image, and minor, digest part of it');
  });
});

describe('CREATE EXTENSION in a migration', () => {
  const repositoryWith = (sql: string): TemporaryRepository =>
    new TemporaryRepository({ ...CHATBOT, 'schema/0001_tables.sql': `select 1;\n${sql}\n` });
  const said = (sql: string, props: PostgresDatabaseProps = {}): string[] =>
    refusedIn(repositoryWith(sql), { ...props, schema: Schema.fromDirectory('schema') }).map(
      ({ path, message }) => `${path} ${message}`,
    );

  test('is refused where the application’s role cannot do it, with the way out', () => {
    expect(said('create extension if not exists pg_stat_statements;')).toEqual([
      "schema/0001_tables.sql:2:1 the extension pg_stat_statements needs the superuser, but a migration runs as the application's role; give the database extensions: ['pg_stat_statements'], which creates it before",
    ]);
    expect(said('create extension vector;')).toEqual([
      expect.stringContaining('the official image of PostgreSQL 16 has no extension vector'),
    ]);
    expect(said('create extension vector;', { version: PGVECTOR })).toEqual([
      expect.stringContaining('may need the superuser'),
    ]);
  });

  test('is fine for those that it can make, and for those that are made before, if it says IF NOT EXISTS', () => {
    expect(said('create extension pg_trgm; create extension "uuid-ossp";')).toEqual([]);
    const props = { extensions: ['vector'], version: PGVECTOR };
    expect(said('create extension if not exists vector;', props)).toEqual([]);
    expect(said('create extension vector;', props)).toEqual([
      expect.stringContaining('write CREATE EXTENSION IF NOT EXISTS'),
    ]);
  });

  test('is only warned of where it stands in the YAML: somebody may have seen to it', () => {
    const schema = Schema.fromDirectory('schema');
    const repository = repositoryWith('create extension if not exists vector;');
    synthesize(repository, {
      compose: composition({}, { schema, extensions: ['vector'], version: PGVECTOR }),
    });
    const plan = planOf(repository, { compose: composition({}, { schema, version: PGVECTOR }) });
    expect(plan.warnings.filter(({ code }) => code === 'extension')).toEqual([
      {
        code: 'extension',
        message: expect.stringContaining("extensions: ['vector']") as string,
        path: 'schema/0001_tables.sql:2:1',
      },
    ]);
  });

  test('is waited for by the migrations', () => {
    const repository = repositoryWith('create table t (a int);');
    const schema = Schema.fromDirectory('schema');
    synthesize(repository, { compose: composition({}, { schema, extensions: ['pg_stat_statements'] }) });
    expect(
      repository.read('k8s/base/database/configmap.yaml').match(/extensions: \|\n {4}pg_stat/g),
    ).toHaveLength(2);
  });
});
