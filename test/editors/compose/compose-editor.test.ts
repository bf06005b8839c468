import {
  composeServices,
  removeComposeEntry,
  setComposeEntry,
  type ComposeSection,
} from '../../../src/editors/compose/compose-editor';
import { refusalOf } from '../../refusal-of';

const PATH = 'compose.yaml';
const LABELS = { 'app.kubernetes.io/managed-by': 'cdk8s-database' };
const SERVICE = { image: 'postgres:16-bookworm', labels: LABELS, ports: ['127.0.0.1:5433:5432'] };
const VOLUME = { labels: LABELS };

const SERVICE_LINES = [
  'test-db:',
  '  image: postgres:16-bookworm',
  '  labels:',
  '    app.kubernetes.io/managed-by: cdk8s-database',
  '  ports:',
  '    - 127.0.0.1:5433:5432',
];
const block = (indent: string, lines = SERVICE_LINES): string =>
  lines.map((line) => `${indent}${line}\n`).join('');
const VOLUME_LINES = ['test-db:', '  labels:', '    app.kubernetes.io/managed-by: cdk8s-database'];

interface Case {
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly section?: ComposeSection;
  readonly value?: Readonly<Record<string, unknown>>;
  /** Codes of the warnings. @default - none */
  readonly warnings?: readonly string[];
}

function check({ before, after, section = 'services', value, warnings = [] }: Case): void {
  const wanted = value ?? (section === 'services' ? SERVICE : VOLUME);
  const edited = setComposeEntry(before, section, 'test-db', wanted, PATH);
  expect(edited.text).toBe(after);
  expect(edited.warnings.map(({ code }) => code)).toEqual(warnings);
  expect(setComposeEntry(after, section, 'test-db', wanted, PATH).text).toBe(after);
}

describe('an entry that is new goes to the end of its section, as the others are written', () => {
  test.each<Case>([
    { name: 'a new file', before: '', after: `services:\n${block('  ')}` },
    { name: 'a byte order mark alone', before: '\ufeff', after: `\ufeffservices:\n${block('  ')}` },
    { name: 'a comment alone', before: '# mine\n', after: `# mine\n\nservices:\n${block('  ')}` },
    { name: 'a document start alone', before: '---\n', after: `---\nservices:\n${block('  ')}` },
    {
      name: 'services, without a line end at the end',
      before: 'services:\n  web:\n    image: web',
      after: `services:\n  web:\n    image: web\n${block('  ').trimEnd()}`,
    },
    {
      name: 'before a service that ends in a block scalar without a line end, which would get one',
      before: 'services:\n  web:\n    image: web\n    command: |\n      run',
      after: `services:\n${block('  ')}  web:\n    image: web\n    command: |\n      run`,
    },
    {
      name: 'before a section that ends so',
      before: 'services:\n  web:\n    image: web\n    command: |\n      run',
      section: 'volumes',
      after: `volumes:\n${block('  ', VOLUME_LINES)}\nservices:\n  web:\n    image: web\n    command: |\n      run`,
    },
    {
      name: 'a version, services parted by empty lines, and other sections behind them',
      before:
        'version: "3.8"\n\nservices:\n  web:\n    image: web # mine\n\n  api:\n    build: .\n\nvolumes:\n  data:\n',
      after: `version: "3.8"\n\nservices:\n  web:\n    image: web # mine\n\n  api:\n    build: .\n\n${block('  ')}\nvolumes:\n  data:\n`,
    },
    {
      name: 'one service, and sections parted by empty lines',
      before: 'services:\n  web:\n    image: web\n\nvolumes:\n  data:\n',
      after: `services:\n  web:\n    image: web\n\n${block('  ')}\nvolumes:\n  data:\n`,
    },
    {
      name: 'four blanks, and dashes below their key',
      before: 'services:\n    web:\n        image: web\n        ports:\n        - "80:80"\n',
      after: `services:\n    web:\n        image: web\n        ports:\n        - "80:80"\n${block('    ', [
        'test-db:',
        '    image: postgres:16-bookworm',
        '    labels:',
        '        app.kubernetes.io/managed-by: cdk8s-database',
        '    ports:',
        '    - 127.0.0.1:5433:5432',
      ])}`,
    },
    {
      name: 'commented lines behind the last service',
      before:
        'services:\n  web:\n    image: web\n    # ports:\n    #   - "80:80"\n#   environment:\n# Named volumes\nvolumes:\n  data:\n',
      after: `services:\n  web:\n    image: web\n    # ports:\n    #   - "80:80"\n#   environment:\n${block('  ')}# Named volumes\nvolumes:\n  data:\n`,
    },
    {
      name: 'CRLF and a byte order mark',
      before: '\ufeffservices:\r\n  web:\r\n    image: web\r\n',
      after: `\ufeffservices:\r\n  web:\r\n    image: web\r\n${block('  ').replaceAll('\n', '\r\n')}`,
    },
    {
      name: 'anchors and merged keys',
      before:
        'x-common: &common\n  restart: always\n\nservices:\n  web: &web\n    <<: *common\n    image: web\n  worker:\n    <<: *web\n',
      after: `x-common: &common\n  restart: always\n\nservices:\n  web: &web\n    <<: *common\n    image: web\n  worker:\n    <<: *web\n${block('  ')}`,
    },
    {
      name: 'a block scalar at the end of which empty lines count',
      before: 'services:\n  web:\n    image: web\n    command: |+\n      run\n\n\nvolumes:\n  data:\n',
      after: `services:\n  web:\n    image: web\n    command: |+\n      run\n\n\n${block('  ')}volumes:\n  data:\n`,
    },
    {
      name: 'services behind a document start, before its end',
      before: '---\nservices:\n  web:\n    image: web\n...\n',
      after: `---\nservices:\n  web:\n    image: web\n${block('  ')}...\n`,
    },
    {
      name: 'services with nothing in it',
      before: 'services: # none yet\n  # web:\nvolumes:\n    data:\n',
      after: `services: # none yet\n${block('    ')}  # web:\nvolumes:\n    data:\n`,
    },
    {
      name: 'services as null',
      before: 'services: ~ # none yet\n',
      after: `services: # none yet\n${block('  ')}`,
    },
    { name: 'empty braces', before: 'services: {}\n', after: `services:\n${block('  ')}` },
    {
      name: 'no volumes yet',
      section: 'volumes',
      before: 'services:\n  web:\n    image: web\n\n',
      after: `services:\n  web:\n    image: web\n\nvolumes:\n${block('  ', VOLUME_LINES)}\n`,
    },
    {
      name: 'no volumes yet, and sections that follow one another at once',
      section: 'volumes',
      before: 'version: "3"\nservices:\n    web:\n        image: web\n...\n',
      after: `version: "3"\nservices:\n    web:\n        image: web\nvolumes:\n${block('    ', [
        'test-db:',
        '    labels:',
        '        app.kubernetes.io/managed-by: cdk8s-database',
      ])}...\n`,
    },
    {
      name: 'volumes in braces',
      section: 'volumes',
      before: 'services: {web: {image: web}}\nvolumes: {data: {}, # ours\n  }\n',
      after: `services: {web: {image: web}}\nvolumes: {data: {}, "test-db": ${JSON.stringify(VOLUME)}, # ours\n  }\n`,
    },
    {
      name: 'braces with nothing but a comment in them',
      section: 'volumes',
      before: 'volumes: { # none yet\n  }\n',
      after: `volumes: {"test-db": ${JSON.stringify(VOLUME)} # none yet\n  }\n`,
    },
    {
      name: 'JSON',
      section: 'volumes',
      before: '{\n  "services": {\n    "web": {"image": "web"}\n  }\n}\n',
      after: `{\n  "services": {\n    "web": {"image": "web"}\n  },\n  "volumes": {"test-db":${JSON.stringify(VOLUME)}}\n}\n`,
    },
    {
      name: 'tags of Compose',
      before: 'services:\n  web:\n    image: web\n    ports: !reset []\n    command: !override [run]\n',
      after: `services:\n  web:\n    image: web\n    ports: !reset []\n    command: !override [run]\n${block('  ')}`,
    },
  ])('$name', check);
});

const OLD = [
  'test-db:',
  '  image: postgres:15-bookworm',
  '  labels:',
  '    - app.kubernetes.io/managed-by=cdk8s-database',
];

describe('an entry of ours is replaced as a whole where it says something else', () => {
  test.each<Case>([
    {
      name: 'between others',
      before: `services:\n  web:\n    image: web\n\n${block('  ', OLD)}\n  # the API\n  api:\n    build: .\n`,
      after: `services:\n  web:\n    image: web\n\n${block('  ')}\n  # the API\n  api:\n    build: .\n`,
    },
    {
      name: 'with CRLF, at the end, without a line end',
      before: `services:\r\n${block('  ', OLD).trimEnd().replaceAll('\n', '\r\n')}`,
      after: `services:\r\n${block('  ').trimEnd().replaceAll('\n', '\r\n')}`,
    },
    {
      name: 'with comments, which are named',
      before: `services:\n${block('  ', [...OLD, '  # why', '  restart: always # so'])}  # below\nvolumes:\n`,
      after: `services:\n${block('  ')}  # below\nvolumes:\n`,
      warnings: ['comment-lost'],
    },
    {
      name: 'in braces',
      before: `services: {test-db: {image: x, labels: ${JSON.stringify(LABELS)}}, web: {image: web}}\n`,
      after: `services: {test-db: ${JSON.stringify(SERVICE)}, web: {image: web}}\n`,
    },
    {
      name: 'with data that are equal, however they are written',
      before: `services:\n  'test-db': ${JSON.stringify(SERVICE)} # mine\n`,
      after: `services:\n  'test-db': ${JSON.stringify(SERVICE)} # mine\n`,
    },
  ])('$name', check);
});

describe('an entry of ours is taken out', () => {
  test.each([
    ['with its section, where it was alone', `services:\n${block('  ')}`, ''],
    [
      'with its section, between others',
      `name: a\n\nservices:\n${block('  ')}\nvolumes:\n  a:\n`,
      'name: a\n\nvolumes:\n  a:\n',
    ],
    ['where its section has a comment', `services: # mine\n${block('  ')}`, 'services: {} # mine\n'],
    ['where a comment stands before it', `services:\n  # web:\n${block('  ')}`, 'services: {}\n  # web:\n'],
    [
      'as the first',
      `services:\n${block('  ')}\n  web:\n    image: web\n`,
      'services:\n  web:\n    image: web\n',
    ],
    [
      'in the middle',
      `services:\n  a:\n    image: a\n\n${block('  ')}\n  web:\n    image: web # last`,
      'services:\n  a:\n    image: a\n\n  web:\n    image: web # last',
    ],
    [
      'as the last, without a line end',
      `services:\r\n  a:\r\n    image: a\r\n${block('  ').trimEnd().replaceAll('\n', '\r\n')}`,
      'services:\r\n  a:\r\n    image: a',
    ],
    ['in braces', `services: {test-db: ${JSON.stringify(SERVICE)}, a: {}}\n`, 'services: {a: {}}\n'],
    [
      'in braces, the last',
      `services: {a: {}, test-db: ${JSON.stringify(SERVICE)} }\n`,
      'services: {a: {} }\n',
    ],
    ['in braces, alone', `services: {test-db: ${JSON.stringify(SERVICE)}}\n`, 'services: {}\n'],
    [
      'but not one of somebody else',
      'services:\n  test-db:\n    image: x\n',
      'services:\n  test-db:\n    image: x\n',
    ],
    ['where there is none', 'volumes:\n', 'volumes:\n'],
  ])('%s', (_, before, after) => {
    expect(removeComposeEntry(before, 'services', 'test-db', PATH).text).toBe(after);
  });

  test.each(['[test-db]', '{test-db: {condition: service_healthy}}'])(
    'said where another waits: %s',
    (wanted) => {
      const text = `services:\n  web:\n    depends_on: ${wanted}\n${block('  ')}`;
      const { warnings } = removeComposeEntry(text, 'services', 'test-db', PATH);
      expect(warnings.map(({ code }) => code)).toEqual(['still-waiting']);
    },
  );

  test('but not where others have parts of it', () => {
    const text = `services:\n  test-db:\n    labels: &ours ${JSON.stringify(LABELS)}\n  web:\n    labels: *ours\n`;
    expect(refusalOf(() => removeComposeEntry(text, 'services', 'test-db', PATH))[0]?.code).toBe(
      'cannot-edit',
    );
  });
});

describe('what cannot be is refused', () => {
  test.each([
    ['a service of somebody else', 'services:\n  test-db:\n    image: postgres:15-alpine\n', 'not-ours'],
    ['one without any content', 'services:\n  test-db:\n', 'not-ours'],
    [
      'one that is merged in',
      'x-all: &all\n  test-db: {image: x}\nservices:\n  <<: *all\n  web: {image: web}\n',
      'not-ours',
    ],
    [
      'one of ours that others have parts of',
      `services:\n  test-db:\n    labels: &ours ${JSON.stringify(LABELS)}\n  web:\n    labels: *ours\n`,
      'cannot-edit',
    ],
    ['services as a list', 'services:\n  - web\n', 'not-a-compose-file'],
    ['services by an alias', 'x-all: &all {web: {image: web}}\nservices: *all\n', 'not-a-compose-file'],
    ['a list', '- web\n', 'not-a-compose-file'],
    ['an object of Kubernetes', 'apiVersion: v1\nkind: Service\n', 'not-a-compose-file'],
    ['the first version of Compose', 'web:\n  image: web\n', 'not-a-compose-file'],
    ['two documents', 'services: {}\n---\nservices: {}\n', 'several-documents'],
    ['a conflict', '<<<<<<< HEAD\nservices: {}\n', 'conflict-marker'],
    ['a key twice', 'services: {}\nservices: {}\n', 'not-yaml'],
  ])('%s', (_, text, code) => {
    expect(
      refusalOf(() => setComposeEntry(text, 'services', 'test-db', SERVICE, PATH)).map((one) => [
        one.code,
        one.path,
      ]),
    ).toEqual([[code, PATH]]);
  });

  test('a name that Compose does not take', () => {
    expect(refusalOf(() => setComposeEntry('', 'services', 'a b', SERVICE, PATH))[0]?.code).toBe('bad-name');
  });
});

test('the services of a file, with where they are and whose they are', () => {
  const text = `services:\n  web:\n    image: web\n    ports: ["80:80"]\n    profiles: [web]\n${block('  ')}`;
  expect(composeServices(text, PATH)).toEqual([
    { name: 'web', line: 2, isManaged: false },
    { name: 'test-db', line: 6, isManaged: true },
  ]);
  expect(composeServices('', PATH)).toEqual([]);
});
