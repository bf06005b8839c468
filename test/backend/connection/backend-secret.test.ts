import { Chart } from 'cdk8s';
import { load } from 'js-yaml';
import { BackendSecret, GitOpsApp, Password, PostgresDatabase, type Driver } from '../../../src/index';
import {
  base64,
  CHATBOT,
  chatbot,
  deployment,
  KUSTOMIZATION,
  PASSWORD,
  secretFile,
} from '../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Composition,
} from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const SECRET = 'k8s/base/backend/secret.yaml';
const ROOT = 'k8s/base/kustomization.yaml';

function valueOf(repository: TemporaryRepository, key = 'DATABASE_URL', path = SECRET): string | undefined {
  const { data, stringData } = load(repository.read(path)) as Record<string, Record<string, string>>;
  const encoded = data?.[key];
  return encoded === undefined ? stringData?.[key] : Buffer.from(encoded, 'base64').toString('utf8');
}

describe('the key', () => {
  test('that is not there yet is added as its siblings are written', () => {
    const before = secretFile().replace(/\n\n.*$/, '\n');
    const repository = new TemporaryRepository(chatbot({ [SECRET]: before }));

    synthesize(repository);

    expect(repository.read(SECRET).startsWith(before)).toBe(true);
    expect(valueOf(repository)).toContain(
      `:${PASSWORD}@database-service:5432/app?sslmode=require&channel_binding=require`,
    );
  });

  test('that the whole Secret is read for, by envFrom, is added too', () => {
    const repository = new TemporaryRepository(
      chatbot({
        [SECRET]: 'apiVersion: v1\nkind: Secret\nmetadata: { name: backend-secret }\nstringData:\n  A: b\n',
        'k8s/base/backend/deployment.yaml': deployment().replace(
          /env:[^]*$/,
          'envFrom:\n            - secretRef: { name: backend-secret }\n',
        ),
      }),
    );

    synthesize(repository);

    expect(valueOf(repository)).toContain('@database-service:5432/app');
  });

  test('may have another name', () => {
    const repository = new TemporaryRepository(CHATBOT);

    synthesize(repository, { compose: composition({ file: 'backend/secret.yaml', key: 'CHAT_URL' }) });

    expect(valueOf(repository, 'CHAT_URL')).toContain('@database-service:5432/app');
    expect(valueOf(repository)).toBe('sqlite:///./chat.db');
  });
});

describe('several databases', () => {
  const both: Composition = (app) => {
    const one = new PostgresDatabase(app, 'chat', { database: 'chat' });
    const other = new PostgresDatabase(app, 'history', {
      database: 'history',
      password: Password.fromEnvironment('HISTORY_PASSWORD'),
    });
    new BackendSecret(app, 'chat-secret', { key: 'DATABASE_URL', value: one.url() });
    new BackendSecret(app, 'history-secret', {
      file: 'backend/secret.yaml',
      key: 'HISTORY_URL',
      value: other.url({ driver: 'libpq' }),
    });
  };

  test('each have their folder and their key of one Secret, whose every other byte stays', () => {
    // GIVEN
    const repository = new TemporaryRepository(CHATBOT);
    process.env['HISTORY_PASSWORD'] = 'of-history';

    // WHEN
    try {
      synthesize(repository, { compose: both });
    } finally {
      delete process.env['HISTORY_PASSWORD'];
    }

    // THEN
    const chat = base64(
      `postgresql+psycopg2://app:${PASSWORD}@chat-service:5432/chat?sslmode=require&channel_binding=require`,
    );
    const history = base64(
      'postgresql://app:of-history@history-service:5432/history?sslmode=require&channel_binding=require',
    );
    expect(repository.read(SECRET)).toBe(
      `${secretFile().replace(/DATABASE_URL: .*$/, `DATABASE_URL: ${chat}`)}\n  HISTORY_URL: ${history}`,
    );
    expect(repository.read(ROOT)).toMatch(/\n {2}- chat\n/);
    expect(repository.read(ROOT)).toMatch(/\n {2}- history\n/);
    expect(
      planOf(repository, { compose: both, password: undefined }).changes.filter(
        (c) => c.action !== 'unchanged',
      ),
    ).toEqual([]);
  });

  test('have passwords of their own where those are made', () => {
    const repository = new TemporaryRepository(CHATBOT);

    synthesize(repository, { compose: both, password: undefined });

    const made = JSON.parse(repository.read('.cdk8s-database/secrets.json')) as Record<string, string>;
    expect(Object.keys(made)).toEqual(['chat/credentials', 'history/credentials HISTORY_PASSWORD']);
    expect(new Set(Object.values(made)).size).toBe(2);
  });

  test('that fail each say so', () => {
    const compose: Composition = (app) => {
      for (const id of ['one', 'two']) {
        const database = new PostgresDatabase(app, id);
        new BackendSecret(app, `${id}-secret`, { file: `${id}.yaml`, value: database.url() });
      }
    };

    expect(problemsOf(new TemporaryRepository(CHATBOT), { compose }).map(({ path }) => path)).toEqual([
      'k8s/base/one.yaml',
      'k8s/base/two.yaml',
    ]);
  });
});

describe('the host in the URL is the Service as the backend finds it after kustomize', () => {
  const inNamespace = (text: string, namespace: string): string =>
    text.replace(/^metadata:\n/m, `metadata:\n  namespace: ${namespace}\n`);

  const sub = (path: string, header: string): Files => ({
    [ROOT]: `resources:\n- ${path}\n- frontend/deployment.yaml\n`,
    [`k8s/base/${path}/kustomization.yaml`]: `${header}resources:\n- secret.yaml\n- deployment.yaml\n`,
  });

  test.each<[string, Files, string, string | undefined]>([
    ['nothing is renamed', {}, 'database-service', undefined],
    ['a prefix', { [ROOT]: `namePrefix: prod-\n${KUSTOMIZATION}` }, 'prod-database-service', undefined],
    ['a suffix', { [ROOT]: `${KUSTOMIZATION}nameSuffix: -v2\n` }, 'database-service-v2', undefined],
    [
      'both, and a namespace for all',
      { [ROOT]: `namespace: chat\nnamePrefix: a-\nnameSuffix: -z\n${KUSTOMIZATION}` },
      'a-database-service-z',
      undefined,
    ],
    [
      'a namespace for all, whatever the Secret says',
      { [ROOT]: `namespace: chat\n${KUSTOMIZATION}`, [SECRET]: inNamespace(secretFile(), 'other') },
      'database-service',
      undefined,
    ],
    [
      'every object names one namespace: ours go there',
      {
        [SECRET]: inNamespace(secretFile(), 'chat'),
        'k8s/base/backend/deployment.yaml': deployment('backend', 'backend-secret', 'chat'),
        'k8s/base/frontend/deployment.yaml': deployment('frontend', 'x', 'chat'),
      },
      'database-service',
      'chat',
    ],
    [
      'the backend is in another namespace than the rest: ours go where it is',
      {
        [SECRET]: inNamespace(secretFile(), 'chat'),
        'k8s/base/backend/deployment.yaml': deployment('backend', 'backend-secret', 'chat'),
        'k8s/base/frontend/deployment.yaml': deployment('frontend', 'x', 'web'),
      },
      'database-service',
      'chat',
    ],
    [
      'objects without a namespace of their kind beside it',
      {
        [SECRET]: inNamespace(secretFile(), 'chat'),
        'k8s/base/backend/deployment.yaml': deployment('backend', 'backend-secret', 'chat'),
        'k8s/base/frontend/deployment.yaml': 'kind: ClusterRole\nmetadata: { name: x }\n',
      },
      'database-service',
      'chat',
    ],
    [
      'a kustomization of its own gives the backend its namespace',
      sub('backend', 'namespace: chat\n'),
      'database-service',
      'chat',
    ],
    [
      'a kustomization of its own gives the backend a prefix',
      sub('backend', 'namePrefix: x-\n'),
      'database-service',
      undefined,
    ],
  ])('%s', (_, files, host, namespace) => {
    const repository = new TemporaryRepository({ ...CHATBOT, ...files });

    synthesize(repository);

    expect(valueOf(repository)).toBe(
      `postgresql+psycopg2://app:${PASSWORD}@${host}:5432/app?sslmode=require&channel_binding=require`,
    );
    const { metadata } = load(repository.read('k8s/base/database/service.yaml').split('---')[0] ?? '') as {
      metadata: { namespace?: string };
    };
    expect(metadata.namespace).toBe(namespace);
  });

  test.each<[string, Files, string]>([
    ['the application has none', {}, 'database-service.data.svc'],
    [
      'the application has another',
      { [SECRET]: inNamespace(secretFile(), 'chat') },
      'database-service.data.svc',
    ],
    ['the application has the same', { [SECRET]: inNamespace(secretFile(), 'data') }, 'database-service'],
    ['kustomize gives all the same', { [ROOT]: `namespace: chat\n${KUSTOMIZATION}` }, 'database-service'],
  ])('the database names a namespace, and %s', (_, files, host) => {
    const repository = new TemporaryRepository({ ...CHATBOT, ...files });
    const compose = composition({ replaceDatabase: false }, { namespace: 'data' });

    synthesize(repository, { compose });

    expect(valueOf(repository)).toBe(
      `postgresql+psycopg2://app:${PASSWORD}@${host}:5432/app?sslmode=require&channel_binding=require`,
    );
    expect(
      planOf(repository, { compose, password: undefined }).changes.filter((c) => c.action !== 'unchanged'),
    ).toEqual([]);
  });
});

describe('a file that is not the one to edit', () => {
  test.each<[string, string, string]>([
    ['not UTF-8', Buffer.from(`${secretFile()}\n# \xff`, 'latin1') as unknown as string, 'not-utf-8'],
    ['in conflict', `<<<<<<< HEAD\n${secretFile()}\n=======\n>>>>>>> x\n`, 'conflict-marker'],
  ])('%s: refused', (_, text, code) => {
    expect(codesOf(problemsOf(new TemporaryRepository(chatbot({ [SECRET]: text }))))).toContain(code);
  });
});

describe('CRLF, a byte order mark and no final line end', () => {
  test('stay as they are in both of the files that are edited', () => {
    const [root, secret] = [KUSTOMIZATION.trimEnd(), secretFile()].map(
      (text) => `\ufeff${text.replaceAll('\n', '\r\n')}`,
    ) as [string, string];
    const repository = new TemporaryRepository(chatbot({ [ROOT]: root, [SECRET]: secret }));

    synthesize(repository);

    const url = base64(
      `postgresql+psycopg2://app:${PASSWORD}@database-service:5432/app?sslmode=require&channel_binding=require`,
    );
    expect(repository.read(SECRET)).toBe(secret.replace(/DATABASE_URL: .*$/, `DATABASE_URL: ${url}`));
    expect(repository.read(ROOT)).toBe(root.replace('# - database/statefulset.yaml', '- database'));
  });
});

describe('in a chart', () => {
  test('it is a Secret of its own, with the URL in it', () => {
    const repository = new TemporaryRepository(CHATBOT);

    synthesize(repository, {
      compose: (app: GitOpsApp) => {
        const database = new PostgresDatabase(app, 'database');
        new BackendSecret(new Chart(app, 'backend-secrets'), 'secret', {
          key: 'URL',
          name: 'mine',
          value: database.url({ driver: 'libpq' }),
        });
      },
    });

    expect(valueOf(repository, 'URL', 'k8s/base/backend-secrets/secret.yaml')).toBe(
      `postgresql://app:${PASSWORD}@database-service:5432/app?sslmode=require&channel_binding=require`,
    );
    expect(repository.read(SECRET)).toBe(secretFile());
  });

  test('it is refused under a name that no Secret can have', () => {
    const problems = problemsOf(new TemporaryRepository(CHATBOT), {
      compose: (app) => {
        const value = new PostgresDatabase(app, 'database').url({ driver: 'libpq' });
        new BackendSecret(new Chart(app, 'backend-secrets'), 'secret', { name: 'My_Secret', value });
      },
    });
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('"My_Secret" is not a valid name of a Secret; allowed: '),
    ]);
  });
});

describe('the URL is encrypted without a word in the program', () => {
  test.each<[string, Driver, string]>([
    ['libpq', 'libpq', '?sslmode=require&channel_binding=require'],
    ['psycopg2', 'psycopg2', '?sslmode=require&channel_binding=require'],
    ['psycopg', 'psycopg', '?sslmode=require&channel_binding=require'],
    ['pgx', 'pgx', '?sslmode=require&channel_binding=require'],
    ['asyncpg', 'asyncpg', '?ssl=require'],
    ['postgres.js', 'postgres-js', '?sslmode=require'],
    ['pg, whose own "require" checks the certificate', 'node-postgres', '?sslmode=no-verify'],
    ['Prisma', 'prisma', '?sslmode=require&uselibpqcompat=true&sslaccept=accept_invalid_certs'],
    ['JDBC', 'jdbc', `?user=app&password=${PASSWORD}&sslmode=require&channelBinding=require`],
  ])('%s', (_, driver, query) => {
    const repository = new TemporaryRepository(CHATBOT);
    const compose: Composition = (app) => {
      const database = new PostgresDatabase(app, 'database');
      new BackendSecret(app, 'secret', { value: database.url({ driver }) });
    };

    synthesize(repository, { compose });

    expect(valueOf(repository)?.replace(/^[^?]*/, '')).toBe(query);
    expect(changesOf(planOf(repository, { compose, password: undefined }))).toEqual({});
  });
});

describe('a password that is another by now', () => {
  const said = {
    code: 'password-changed',
    path: 'k8s/base/database',
    message: expect.stringMatching(
      /environment variable POSTGRES_PASSWORD is set, .* to another than the Secret had: .* within two minutes/,
    ) as string,
  };
  const restart = {
    code: 'restart-needed',
    path: 'k8s/base/backend/deployment.yaml',
    message: expect.stringContaining('kubectl rollout restart deployment/backend') as string,
  };

  test('reaches the running server: what reads it is to be restarted, and the server is not', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);

    const { warnings } = synthesize(repository, { password: 'another' });

    expect(warnings).toEqual([said, restart]);
    expect(valueOf(repository)).toContain('://app:another@');
  });

  test('restarts no pod of the server: nothing that its StatefulSet renders is another', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);

    expect(changesOf(planOf(repository, { password: 'another' }))).toEqual({
      update: [SECRET, 'k8s/base/database/.cdk8s-database.json', 'k8s/base/database/secret.yaml'],
    });
  });

  test('is said of no first one, and of none that stays', () => {
    const repository = new TemporaryRepository(CHATBOT);

    expect(codesOf(synthesize(repository).warnings)).toEqual(['restart-needed']);
    expect(codesOf(synthesize(repository).warnings)).toEqual([]);
  });
});
