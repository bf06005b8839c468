import {
  base64,
  CHATBOT,
  chatbot,
  KUSTOMIZATION,
  PASSWORD,
  secretFile,
  SQLITE,
} from '../../fixtures/chatbot';
import { codesOf, composition, planOf, problemsOf, synthesize } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';

function holding(value: string, more: Files = {}): TemporaryRepository {
  return new TemporaryRepository({ ...chatbot({ [SECRET]: secretFile(value) }), ...more });
}

function valueOf(repository: TemporaryRepository): string {
  const encoded = /DATABASE_URL: (\S+)/.exec(repository.read(SECRET))?.[1] ?? '';
  return Buffer.from(encoded, 'base64').toString('utf8');
}

describe('makes way for the database', () => {
  test.each([
    ['SQLite, relative', SQLITE, 'postgresql+psycopg2'],
    ['SQLite, absolute', 'sqlite:////data/chat.db', 'postgresql+psycopg2'],
    ['SQLite, in memory', 'sqlite://', 'postgresql+psycopg2'],
    ['SQLite, asynchronous', 'sqlite+aiosqlite:///./chat.db', 'postgresql+asyncpg'],
    ['nothing', '', 'postgresql+psycopg2'],
    ['words', 'changeme', 'postgresql+psycopg2'],
    ['the guide’s dummy', 'postgresql://user:password@postgres:5432/db', 'postgresql+psycopg2'],
    ['a host of one label', 'postgresql://app:app@localhost/app', 'postgresql+psycopg2'],
    ['a Service of no tree', 'postgresql://app:app@db/app', 'postgresql+psycopg2'],
    ['this machine’s address', 'postgresql://app:app@127.0.0.1:5432/app', 'postgresql+psycopg2'],
    ['the same in quotes', '"postgresql://app:app@[::1]/app"', 'postgresql+psycopg2'],
    ['what looks like ours', 'postgresql://app:app@database-service:5432/app', 'postgresql+psycopg2'],
  ])('%s', (_, value, scheme) => {
    const repository = holding(value);

    synthesize(repository);

    const encrypted = scheme.endsWith('asyncpg') ? 'ssl=require' : 'sslmode=require&channel_binding=require';
    expect(valueOf(repository)).toBe(`${scheme}://app:${PASSWORD}@database-service:5432/app?${encrypted}`);
  });
});

const PROXIED = `apiVersion: apps/v1
kind: Deployment
metadata: { name: proxied }
spec:
  template:
    spec:
      containers:
        - { name: app, image: example.org/app:1 }
        - { name: proxy, image: gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.8.0 }
`;

describe('may lead to somebody’s data, and is refused without being quoted', () => {
  const SERVICE = {
    'k8s/base/postgres.yaml': 'apiVersion: v1\nkind: Service\nmetadata: { name: postgres }\n',
    'k8s/base/kustomization.yaml': `${KUSTOMIZATION}  - postgres.yaml\n`,
  };

  test.each<[string, string, RegExp, Files?]>([
    ['a managed database', 'postgresql://u:hidden@x.rds.amazonaws.com/db', /outside the cluster/],
    ['an address', 'postgresql://u:hidden@10.0.0.7/db', /outside the cluster/],
    ['an IPv6 address', 'postgresql://u:hidden@[fd00::7]:5432/db', /outside the cluster/],
    [
      'a socket, such as Cloud SQL’s',
      'postgresql://u:hidden@/db?host=/cloudsql/a:b:c',
      /outside the cluster/,
    ],
    ['one of several hosts', 'postgresql://u:hidden@database-service,x.neon.tech/db', /outside the cluster/],
    [
      'two labels, which may be in any domain',
      'postgresql://u:hidden@postgres.data/db',
      /outside the cluster/,
    ],
    [
      'a Service of the tree',
      'postgresql://u:hidden@postgres/db',
      /the Service postgres of k8s\/base\/p/,
      SERVICE,
    ],
    ['the same, spelled out', 'postgresql://u:hidden@postgres.x.svc/db', /the Service postgres/, SERVICE],
    ['keywords', 'host=x.neon.tech user=u password=hidden', /outside the cluster/],
    ['another database', 'mysql://u:hidden@db/db', /points to mysql at db,/],
    [
      'a Service of another namespace',
      'postgresql://u:hidden@db.data.svc/db',
      /not in this base at db\.data\.svc/,
    ],
    [
      'a proxy in the pod',
      'postgresql://u:hidden@localhost/db',
      /the container proxy of k8s\/base\/proxied\.yaml/,
      {
        'k8s/base/proxied.yaml': PROXIED,
        'k8s/base/kustomization.yaml': `${KUSTOMIZATION}  - proxied.yaml\n`,
      },
    ],
    ['JDBC', 'jdbc:postgresql://x.neon.tech/db?user=u&password=hidden', /outside the cluster/],
  ])('%s', (_, value, said, more = {}) => {
    const repository = holding(value, more);

    const problems = problemsOf(repository);

    expect(problems).toEqual([
      { code: 'leads-elsewhere', path: SECRET, message: expect.stringMatching(said) as string },
    ]);
    expect(problems[0]?.message).toMatch(/replaceDatabase: true/);
    expect(JSON.stringify(problems)).not.toContain('hidden');
  });

  test('unless it is said that it is to be left', () => {
    const repository = holding('postgresql://u:p@x.neon.tech/db');

    synthesize(repository, { compose: composition({ replaceDatabase: true }) });

    expect(valueOf(repository)).toContain('@database-service:5432/app');
  });
});

describe('is filled in by something else, and is refused even if it is to be left', () => {
  test.each([
    '${DATABASE_URL}',
    'postgresql://app:${PASSWORD}@db:5432/app',
    '{{ .url }}',
    '$(DATABASE_URL)',
    '<url>',
  ])('%s', (value) => {
    expect(codesOf(problemsOf(holding(value)))).toEqual(['value-filled-in']);
  });
});

describe('points to our database already', () => {
  function leadingToOurs(url: string): TemporaryRepository {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    repository.write({
      [SECRET]: repository.read(SECRET).replace(/DATABASE_URL: .*/, `DATABASE_URL: ${base64(url)}`),
    });
    return repository;
  }

  test('by the name that kustomize gives its Service', () => {
    const prefixed = `namePrefix: prod-\n${KUSTOMIZATION}`;
    const repository = holding(SQLITE, { 'k8s/base/kustomization.yaml': prefixed });
    synthesize(repository);

    synthesize(repository, { password: undefined });

    expect(valueOf(repository)).toContain(':Qx7tPassword8Zw@prod-database-service:5432/');
  });

  test('and keeps its parameters and its driver', () => {
    const repository = leadingToOurs(
      'postgresql+asyncpg://app:kept@database-service:5432/app?ssl=require&application_name=chat',
    );

    const { changes } = planOf(repository, { password: undefined });

    expect(changes.map(({ path }) => path)).not.toContain(SECRET);
  });

  test.each([
    [
      'in plain text, which it refuses by now',
      'postgresql+asyncpg://app:kept@database-service:5432/app?application_name=chat',
      'postgresql+asyncpg://app:kept@database-service:5432/app?ssl=require&application_name=chat',
    ],
    [
      'with TLS given up',
      'postgresql://app:kept@database-service:5432/app?sslmode=disable&application_name=chat',
      'postgresql+psycopg2://app:kept@database-service:5432/app?sslmode=require&channel_binding=require&application_name=chat',
    ],
    [
      'by what its own certificate cannot give',
      'postgresql://app:kept@database-service:5432/app?sslmode=verify-full&sslrootcert=/ca.crt',
      'postgresql+psycopg2://app:kept@database-service:5432/app?sslmode=require&channel_binding=require',
    ],
  ])('%s: it is led there encrypted, and the rest stays', (_, value, expected) => {
    const repository = leadingToOurs(value);

    synthesize(repository, { password: undefined });

    expect(valueOf(repository)).toBe(expected);
  });
});
