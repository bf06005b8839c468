import { parse } from 'yaml';
import { App, Chart } from 'cdk8s';
import { DatabaseUrl, PostgresConfig, PostgresDatabase } from 'cdk8s-database';
import { composeDatabase, type ComposeDatabaseProps } from '../../../src/database/compose/compose-database';
import { laptopVariables, productionVariables } from '../../../src/database/environments/dotenv-file';
import { setComposeEntry } from '../../../src/editors/compose/compose-editor';
import { setVariables } from '../../../src/editors/dotenv/dotenv-editor';
import { composeSchema } from '../../../src/schema/compose-schema';
import { joined } from '../../../src/server/contributions';
import type { ServerSpec } from '../../../src/server/engine';
import { leaksOf } from '../../planted-secret';

const SPEC = new PostgresDatabase(new App(), 'database', {
  database: 'test_db',
  resources: { cpuLimit: 0.5 },
  user: 'test_user',
}).spec;
const AT = { envFile: '.env.test', passwordVariable: 'POSTGRES_PASSWORD', service: 'test-db' };
const SCHEMA = { files: { migrations: '', 'migrate.sh': 'psql\n' }, sessionOptions: '-c lock_timeout=1s' };
const WITH_SCHEMA: ServerSpec = {
  ...SPEC,
  contributions: () =>
    joined([
      {
        compose: (server) => composeSchema(server, SCHEMA.files, SCHEMA.sessionOptions),
        files: { 'awaits-schema': '' },
      },
    ]),
};

/** As a user's file has it. */
function composeYaml(spec: ServerSpec, at: ComposeDatabaseProps = AT): string {
  const { services, volumes } = composeDatabase(spec, at);
  const all = [
    ...Object.entries(services).map((one) => ['services', ...one] as const),
    ...Object.entries(volumes).map((one) => ['volumes', ...one] as const),
  ];
  return all.reduce(
    (text, [section, name, value]) => setComposeEntry(text, section, name, value, 'compose.yaml').text,
    '',
  );
}

test('a database is a server and what makes its certificate; what it mounts is the cluster’s, byte by byte', () => {
  expect(composeYaml(SPEC, { ...AT, port: 5433 })).toMatchSnapshot();
  const { files } = composeDatabase(SPEC, AT);
  const { extensions, instance, version } = SPEC;
  const inCluster = new PostgresConfig(new Chart(new App(), 'chart'), 'config', {
    extensions,
    instance,
    version,
    limits: { cpus: 0.5, memory: 512, volume: 10_240 },
  }).files;
  for (const [name, content] of Object.entries(inCluster)) {
    expect(files.get(`compose/test-db/${name}`)).toBe(content);
  }
  expect([...files.keys()].filter((path) => path.includes('schema'))).toEqual([]);
});

test('with a schema there is a service that applies it, and the server waits for that', () => {
  const { services, files } = composeDatabase(WITH_SCHEMA, AT);
  expect(Object.keys(services)).toEqual(['test-db', 'test-db-certificate', 'test-db-schema']);
  expect(files.get('compose/test-db/awaits-schema')).toBe('');
  expect(files.get('compose/test-db-schema/migrate.sh')).toBe('psql\n');
  expect(composeYaml(WITH_SCHEMA)).toMatchSnapshot();
});

test('a port is published where one is given, and to this machine alone', () => {
  expect(composeDatabase(SPEC, { ...AT, port: 5433 }).services['test-db']?.['ports']).toEqual([
    '127.0.0.1:5433:5432',
  ]);
  for (const service of Object.values(composeDatabase(WITH_SCHEMA, AT).services)) {
    expect(service).not.toHaveProperty('ports');
  }
});

test('what Compose would take for a variable is none', () => {
  const text = composeYaml({ ...SPEC, database: 'a$b', user: '${USER}' });
  const { services } = parse(text) as { services: Record<string, { environment: object }> };
  expect(services['test-db']?.environment).toMatchObject({ PGDATABASE: 'a$$b', POSTGRES_USER: '$${USER}' });
});

test('a password is in the one file that is to have it, and in no other', () => {
  const [laptop, production] = ['laptop-p@ss/word', 'production-p@ss/word'];
  const url = new DatabaseUrl({ host: 'x', database: 'test_db', user: 'test_user' });
  const variables = laptopVariables({
    key: 'URL',
    password: laptop,
    passwordVariable: 'POSTGRES_PASSWORD',
    port: 5433,
    service: 'test-db',
    url,
  });
  const written: [string, string][] = [
    ['compose.yaml', composeYaml(WITH_SCHEMA)],
    ...composeDatabase(WITH_SCHEMA, AT).files,
    ['.env.production', setVariables('', productionVariables({ key: 'URL' }), '.env.production').text],
  ];
  const test: [string, string] = ['.env.test', setVariables('', variables, '.env.test').text];
  expect(leaksOf(production, [...written, test])).toEqual([]);
  expect(leaksOf(laptop, written)).toEqual([]);
  expect(leaksOf(laptop, [test]).map(({ form }) => form)).toEqual(['as it is', 'percent-encoded']);
});
