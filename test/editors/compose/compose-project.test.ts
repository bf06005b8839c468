import { COMPOSE_LABEL } from '../../../src/editors/compose/compose-editor';
import { ComposeProject } from '../../../src/editors/compose/compose-project';
import { refusalOf } from '../../refusal-of';

const ENTRY = {
  section: 'services',
  name: 'test-db',
  value: { image: 'postgres:16-bookworm', labels: COMPOSE_LABEL, ports: ['127.0.0.1:5433:5432'] },
} as const;

type Files = Readonly<Record<string, string>>;

function projectOf(files: Files): ComposeProject {
  return new ComposeProject((path) => files[path]);
}

/** What is said of ENTRY: code and file of each. */
function saidOf(files: Files): string[] {
  const project = projectOf(files);
  const said = [
    ...project.takenNames(ENTRY),
    ...project.takenPorts(ENTRY),
    ...project.unreachableFrom('test-db', ['test-db', 'test-db-schema']),
    ...project.warnings,
  ];
  return said.map(({ code, path }) => `${code} ${path}`);
}

const web = (more: string): string => `services:\n  web:\n    image: web\n${more.replace(/^/gm, '    ')}\n`;
const own = `services:\n  test-db: ${JSON.stringify(ENTRY.value)}\n`;

describe('ports that another service publishes', () => {
  test.each([
    ['"5433:80"', true],
    ['5433:80', true],
    ['"0.0.0.0:5433:80"', true],
    ['"127.0.0.1:5433:80/tcp"', true],
    ['"5430-5440:5430-5440"', true],
    ['"[::]:5433:80"', true],
    ['"${DB_PORT:-5433}:80"', true],
    ['"${DB_PORT-54}33:80"', true],
    ['"${DB_PORT:-${OTHER:-5433}}:80"', true],
    ['{target: 80, published: 5433}', true],
    ['{target: 80, published: "5433", host_ip: 127.0.0.1}', true],
    ['{target: 80, published: "5400-5500", protocol: tcp}', true],
    ['"127.0.0.2:5433:80"', false],
    ['"[::1]:5433:80"', false],
    ['"5433:80/udp"', false],
    ['"5434:5433"', false],
    ['"5433"', false],
    ['"${DB_PORT}:5432"', false],
    ['"${DB_PORT:+5433}:5432"', false],
    ['{target: 5433}', false],
    ['{target: 80, published: "5433", protocol: udp}', false],
  ])('%s: %s', (port, isTaken) => {
    const [problem] = projectOf({ 'compose.yaml': web(`ports:\n  - ${port}`) }).takenPorts(ENTRY);
    expect(problem?.message.startsWith('line 2 has the service web')).toBe(isTaken ? true : undefined);
  });

  test.each([
    ['DB_PORT=5433', '"${DB_PORT}:5432"', true],
    ['DB_PORT="5433" # ours', '"$DB_PORT:5432"', true],
    ['DB_PORT=5433', '"127.0.0.1:${DB_PORT:?give it}:5432"', true],
    ['DB_PORT=5433', '{target: 5432, published: "${DB_PORT:-1}"}', true],
    ['ADDRESS=127.0.0.2', '"${ADDRESS}:5433:5432"', false],
    ['DB_PORT=5444', '"${DB_PORT:-5433}:5432"', false],
    ['DB_PORT=', '"${DB_PORT-5433}:5432"', false],
    ['DB_PORT=5433', '"$${DB_PORT}:5432"', false],
  ])('with .env of %s, %s: %s', (dotenv, port, isTaken) => {
    const files = { '.env': `${dotenv}\n`, 'compose.yaml': web(`ports: [${port}]`) };
    expect(saidOf(files)).toEqual(isTaken ? ['port-taken compose.yaml'] : []);
  });

  test('are a warning where only one of the two runs at a time', () => {
    expect(saidOf({ 'compose.yaml': web('profiles: [web]\nports: ["5433:80"]') })).toEqual([
      'port-shared compose.yaml',
    ]);
  });

  test('of another entry of ours are about to change', () => {
    const others = `${own}  other: {labels: ${JSON.stringify(COMPOSE_LABEL)}, ports: ["5433:5432"]}\n`;
    expect(saidOf({ 'compose.yaml': others })).toEqual([]);
  });
});

describe('a project is all that Compose reads', () => {
  const included = 'infra/db.yaml';
  const include = (what: string): string => `include:\n  - ${what}\nservices: {}\n`;
  const theirs = 'services:\n  test-db:\n    image: postgres:13\n    ports: ["5499:5432"]\n';
  const taken = web('ports: ["5433:80"]');

  test.each<[string, Files, string[]]>([
    [
      'an included file with the name',
      { 'compose.yaml': include(included), [included]: theirs },
      [`not-ours ${included}`],
    ],
    [
      'an included file with the port',
      { 'compose.yaml': include(`{path: ${included}}`), [included]: taken },
      [`port-taken ${included}`],
    ],
    [
      'an included list of files, of which one has the port',
      {
        'compose.yaml': include(`{path: [a.yaml, ${included}]}`),
        'a.yaml': web('restart: always'),
        [included]: taken,
      },
      [`port-taken ${included}`],
    ],
    [
      'a file that an included file includes, from its own folder',
      { 'compose.yaml': include('infra/all.yaml'), 'infra/all.yaml': include('db.yaml'), [included]: theirs },
      [`not-ours ${included}`],
    ],
    [
      'one from its project_directory',
      {
        'compose.yaml': include('{path: a.yaml, project_directory: infra}'),
        'a.yaml': include('db.yaml'),
        [included]: theirs,
      },
      [`not-ours ${included}`],
    ],
    [
      'a path with a reference',
      { 'compose.yaml': include('${WHERE}/db.yaml'), '.env': 'WHERE=infra\n', [included]: theirs },
      [`not-ours ${included}`],
    ],
    [
      'a port from the env_file of an include',
      {
        'compose.yaml': include(`{path: ${included}, env_file: infra/ports}`),
        'infra/ports': 'DB_PORT=5433\n',
        [included]: web('ports: ["${DB_PORT}:80"]'),
      },
      [`port-taken ${included}`],
    ],
    [
      'a port from the .env beside what is included',
      {
        'compose.yaml': include(included),
        'infra/.env': 'DB_PORT=5433\n',
        [included]: web('ports: ["${DB_PORT}:80"]'),
      },
      [`port-taken ${included}`],
    ],
    [
      'which the own .env overrides',
      {
        'compose.yaml': include(included),
        '.env': 'DB_PORT=5444\n',
        'infra/.env': 'DB_PORT=5433\n',
        [included]: web('ports: ["${DB_PORT}:80"]'),
      },
      [],
    ],
    [
      'an include that is not there',
      { 'compose.yaml': include('oci://example.org/db') },
      ['compose-file-unread compose.yaml'],
    ],
    [
      'an override with the name',
      { 'compose.yaml': own, 'docker-compose.override.yml': theirs },
      ['not-ours docker-compose.override.yml'],
    ],
    [
      'an override with the port',
      { 'docker-compose.yml': web('restart: always'), 'compose.override.yaml': taken },
      ['port-taken compose.override.yaml'],
    ],
    [
      'an override that takes a port away',
      { 'compose.yaml': taken, 'compose.override.yaml': web('ports: !reset []') },
      [],
    ],
    [
      'an override that takes another port',
      { 'compose.yaml': taken, 'compose.override.yaml': web('ports: !override ["80:80"]') },
      [],
    ],
    [
      'an override that gives ours another network',
      {
        'compose.yaml': `${own}  web: {image: web, networks: [appnet]}\n`,
        'compose.override.yaml': 'services: {test-db: {networks: [appnet]}}\n',
      },
      [],
    ],
    [
      'a second override, which Compose does not read',
      {
        'compose.yaml': own,
        'compose.override.yml': web('restart: always'),
        'docker-compose.override.yml': theirs,
      },
      [],
    ],
    [
      'a file that COMPOSE_FILE adds',
      { '.env': 'COMPOSE_FILE=compose.yaml:infra/db.yaml\n', 'compose.yaml': own, [included]: theirs },
      [`not-ours ${included}`],
    ],
    [
      'an override that COMPOSE_FILE leaves out',
      { '.env': 'COMPOSE_FILE=compose.yaml\n', 'compose.yaml': own, 'compose.override.yaml': theirs },
      [],
    ],
    [
      'a service that extends another one of a profile',
      {
        'compose.yaml':
          'services:\n  base:\n    image: x\n    profiles: [never]\n    ports: ["5433:80"]\n  web:\n    extends: base\n',
      },
      ['port-shared compose.yaml', 'port-taken compose.yaml'],
    ],
    [
      'a service that extends one of another file',
      {
        'compose.yaml': web(`extends: {file: ${included}, service: base}`),
        [included]: taken.replace('web:', 'base:'),
      },
      ['port-taken compose.yaml'],
    ],
    ['services that extend each other', { 'compose.yaml': `${web('extends: b')}  b: {extends: web}\n` }, []],
  ])('%s', (_, files, said) => {
    expect(saidOf(files)).toEqual(said);
  });

  test.each([
    [{ '.env': 'COMPOSE_FILE=dev.yaml:compose.yaml\n', 'compose.yaml': own, 'dev.yaml': '' }, 'compose.yaml'],
    [
      { '.env': 'COMPOSE_FILE=dev.yaml;more.yaml\nCOMPOSE_PATH_SEPARATOR=;\n', 'compose.yaml': own },
      'dev.yaml',
    ],
    [{ 'docker-compose.yaml': own, 'compose.yml': own }, 'compose.yml'],
    [{ 'docker-compose.override.yml': '' }, 'compose.yaml'],
    [{}, 'compose.yaml'],
  ])('of %j, this one is edited: %s', (files, path) => {
    expect(projectOf(files as Files).path).toBe(path);
  });

  test('a COMPOSE_FILE in another folder makes that the project: refused', () => {
    const files = { '.env': 'COMPOSE_FILE=deploy/compose.yaml\n', 'deploy/compose.yaml': own };
    expect(refusalOf(() => projectOf(files))).toMatchObject([
      { code: 'compose-file-elsewhere', path: '.env' },
    ]);
  });
});

describe('the networks', () => {
  test.each<[string, string, string[]]>([
    ['all services are on one of their own', web('networks: [appnet]'), ['other-network compose.yaml']],
    ['as a mapping', web('networks: {appnet: {aliases: [w]}}'), ['other-network compose.yaml']],
    ['one is on the same', `${web('networks: [appnet]')}  api: {image: api}\n`, []],
    [
      'one that waits for ours is not',
      `${web('networks: [appnet]\ndepends_on: [test-db]')}  api: {image: api}\n`,
      ['other-network compose.yaml'],
    ],
    ['they are on both', web('networks: [appnet, default]'), []],
    ['they have none', web('network_mode: host'), []],
    ['there is no service', own, []],
    [
      'one has its network from what it extends',
      `${web('extends: base')}  base: {image: x, networks: [appnet]}\n`,
      ['other-network compose.yaml'],
    ],
  ])('%s', (_, text, said) => {
    expect(saidOf({ 'compose.yaml': text })).toEqual(said);
  });
});
