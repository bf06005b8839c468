import { chmodSync, statSync } from 'node:fs';
import { Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { SecretStore } from '../../../src/gitops/synth/secret-store';
import { base64, CHATBOT, chatbot, PASSWORD, secretFile } from '../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Composition,
} from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';
import { execute, run } from '../../command-line';
import { DatabaseCredentials, Password, PostgresDatabase } from '../../../src/index';

const SECRETS = '.cdk8s-database/secrets.json';
const UNSET = { password: undefined };

function passwordOf(repository: TemporaryRepository): string | undefined {
  const url = /DATABASE_URL: (\S+)/.exec(repository.read('k8s/base/backend/secret.yaml'))?.[1] ?? '';
  return /:\/\/app:(.*)@/.exec(Buffer.from(url, 'base64').toString('utf8'))?.[1];
}

/** What the server is set up with. */
function serverPasswordOf(repository: TemporaryRepository): string {
  const data = /password: (\S+)/.exec(repository.read('k8s/base/database/secret.yaml'))?.[1] ?? '';
  return Buffer.from(data, 'base64').toString('utf8');
}

describe('the environment variable', () => {
  test('wins over what the Secret holds and over what was made once', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, UNSET);
    expect(passwordOf(repository)).not.toBe(PASSWORD);

    synthesize(repository);

    expect([passwordOf(repository), serverPasswordOf(repository)]).toEqual([PASSWORD, PASSWORD]);
  });

  test('leaves nothing behind: no file with a password is made', () => {
    const repository = new TemporaryRepository(CHATBOT);

    const plan = synthesize(repository);

    expect(plan.changes.map(({ path }) => path)).not.toContain(SECRETS);
    expect(Object.keys(repository.tree())).not.toContain(SECRETS);
  });

  test('that is set and empty counts as one that is not set', () => {
    const repository = new TemporaryRepository(CHATBOT);

    synthesize(repository, { password: '' });

    expect(passwordOf(repository)).toMatch(/^[A-Za-z0-9]{32}$/);
  });

  test.each(['ends in a line\n', 'a\rb'])(
    'that no server takes is refused, and not shown: %j',
    (password) => {
      const repository = new TemporaryRepository(CHATBOT);

      const problems = problemsOf(repository, { password });

      expect(problems).toMatchObject([{ code: 'database-password', path: 'POSTGRES_PASSWORD' }]);
      expect(JSON.stringify(problems)).not.toContain('ends in a line');
      expect(repository.tree()).toEqual(new TemporaryRepository(CHATBOT).tree());
    },
  );

  test('may have another name, by prop', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const compose = composition({}, { password: Password.fromEnvironment('CHAT_PASSWORD') });
    process.env['CHAT_PASSWORD'] = 'another';
    try {
      synthesize(repository, { compose });
    } finally {
      delete process.env['CHAT_PASSWORD'];
    }

    expect(passwordOf(repository)).toBe('another');
  });

  test.each([
    ['a NUL', 'a\0b'],
    ['half a character', 'a\ud800b'],
  ])('with %s, which no URL or no server could carry: refused without quoting it', (_, given) => {
    const problems = problemsOf(new TemporaryRepository(CHATBOT), { password: given });

    expect(codesOf(problems)).toContain('database-password');
    expect(JSON.stringify(problems)).not.toContain('a\\u0000b');
  });
});

describe('the password in the Secret', () => {
  test('is kept once the URL leads to a database of ours', () => {
    // GIVEN
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    const before = repository.tree();

    // WHEN
    const plan = synthesize(repository, UNSET);

    // THEN
    expect(changesOf(plan)).toEqual({});
    expect(repository.tree()).toEqual(before);
  });

  test('is kept where a person changed it there, and reaches the server', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    const secret = 'k8s/base/backend/secret.yaml';
    const [old, rotated] = [PASSWORD, 'rotated'].map((word) =>
      base64(
        `postgresql+psycopg2://app:${word}@database-service:5432/app?sslmode=require&channel_binding=require`,
      ),
    );
    repository.write({ [secret]: repository.read(secret).replace(old ?? '', rotated ?? '') });
    expect(passwordOf(repository)).toBe('rotated');

    synthesize(repository, UNSET);

    expect([passwordOf(repository), serverPasswordOf(repository)]).toEqual(['rotated', 'rotated']);
  });

  test('of a placeholder is not kept, though it looks like ours', () => {
    const repository = new TemporaryRepository(
      chatbot({
        'k8s/base/backend/secret.yaml': secretFile('postgresql://app:pass@database-service:5432/app'),
      }),
    );

    synthesize(repository, UNSET);

    expect(passwordOf(repository)).toMatch(/^[A-Za-z0-9]{32}$/);
    expect(serverPasswordOf(repository)).toBe(passwordOf(repository));
  });

  test('of another role in our database is not kept for ours', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository);
    repository.write({
      'k8s/base/backend/secret.yaml': secretFile('postgresql://root:rootpass@database-service:5432/app'),
    });

    // The server makes its role once: under another name there is nothing to log in as.
    expect(problemsOf(repository, UNSET)).toMatchObject([{ code: 'login-renamed' }]);
    synthesize(repository, { ...UNSET, compose: composition({ replaceDatabase: true }) });
    expect(passwordOf(repository)).not.toBe('rootpass');
  });
});

describe('the password in the database’s own Secret', () => {
  const alone: Composition = (app) => new PostgresDatabase(app, 'database');

  test('is kept where there is no Secret of an application, in a clone that has nothing else of it', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { compose: alone, password: undefined });
    const secret = repository.read('k8s/base/database/secret.yaml');
    repository.remove('.cdk8s-database');

    const { changes } = planOf(repository, {
      compose: alone,
      flags: { check: true },
      password: undefined,
    });
    expect(changes.every(({ action }) => action === 'unchanged')).toBe(true);
    synthesize(repository, { compose: alone, password: undefined });
    expect(repository.read('k8s/base/database/secret.yaml')).toBe(secret);

    synthesize(repository, { compose: alone, password: 'another' });
    expect(repository.read('k8s/base/database/secret.yaml')).not.toBe(secret);
  });
});

describe('a password that is made', () => {
  test('is made once, for all runs to come', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, UNSET);
    const made = passwordOf(repository);
    repository.write(CHATBOT);
    repository.remove('k8s/base/database');

    synthesize(repository, UNSET);

    expect(passwordOf(repository)).toBe(made);
  });

  test('is another in each repository', () => {
    const [one, other] = [new TemporaryRepository(CHATBOT), new TemporaryRepository(CHATBOT)];
    synthesize(one, UNSET);
    synthesize(other, UNSET);

    expect(passwordOf(one)).not.toBe(passwordOf(other));
  });

  test('is kept in a file that nobody else reads and that git ignores by itself', () => {
    const repository = new TemporaryRepository(CHATBOT);
    execute('git', ['init', '--quiet'], { directory: repository.root });

    synthesize(repository, UNSET);

    expect(statSync(repository.path(SECRETS)).mode & 0o777).toBe(0o600);
    expect(Object.keys(JSON.parse(repository.read(SECRETS)) as object)).toEqual(['database/credentials']);
    expect(repository.read('.cdk8s-database/.gitignore')).toBe('*\n');
    const status = execute('git', ['status', '--porcelain', '--untracked-files=all'], {
      directory: repository.root,
    });
    expect(status.stdout).toContain('k8s/base/database/secret.yaml');
    expect(status.stdout).not.toContain('.cdk8s-database/');
  });

  test('closes the file again that somebody opened', () => {
    const repository = new TemporaryRepository({ ...CHATBOT, [SECRETS]: '{"other":"kept"}\n' });
    expect(statSync(repository.path(SECRETS)).mode & 0o077).not.toBe(0);

    synthesize(repository, UNSET);

    expect(statSync(repository.path(SECRETS)).mode & 0o777).toBe(0o600);
    expect(JSON.parse(repository.read(SECRETS))).toMatchObject({ other: 'kept' });
  });

  test('is not made by check: refused, and nothing is written', () => {
    const problems = problemsOf(new TemporaryRepository(CHATBOT), { ...UNSET, flags: { check: true } });

    expect(problems).toEqual([
      {
        code: 'password-needed',
        path: 'database/credentials',
        message: expect.stringContaining('set POSTGRES_PASSWORD') as string,
      },
    ]);
  });

  test('is there for --check once a run made it', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, UNSET);

    expect(changesOf(planOf(repository, { ...UNSET, flags: { check: true } }))).toEqual({});
  });

  test('goes first of all to its file, before anything that holds it', () => {
    const { changes } = planOf(new TemporaryRepository(CHATBOT), UNSET);

    expect(changes.slice(0, 2).map(({ path }) => path)).toEqual(['.cdk8s-database/.gitignore', SECRETS]);
  });
});

test('a Password holds nothing of a repository: what one has kept is not what the next one gets', () => {
  const [one, other] = [new TemporaryRepository(CHATBOT), new TemporaryRepository(CHATBOT)];
  const compose = composition({}, { password: Password.fromEnvironment() });
  synthesize(one);
  synthesize(one, { ...UNSET, compose });
  synthesize(other, { ...UNSET, compose });

  expect(passwordOf(one)).toBe(PASSWORD);
  expect(passwordOf(other)).toMatch(/^[A-Za-z0-9]{32}$/);
});

describe('the name of a password that is made', () => {
  /** The Secret of a database in a program that has its own chart for it. */
  const credentials =
    (where: readonly string[], password = Password.fromEnvironment()): Composition =>
    (app) => {
      const [chart = '', ...scopes] = where;
      const scope = scopes.reduce<Construct>((one, id) => new Construct(one, id), new Chart(app, chart));
      new DatabaseCredentials(scope, 'opens', { instance: 'orders', password, user: 'app' });
    };
  const namesIn = (repository: TemporaryRepository): unknown => JSON.parse(repository.read(SECRETS));

  test('is the instance’s: a construct that moves gets no other one', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, { ...UNSET, compose: credentials(['shop']) });
    const before = namesIn(repository);

    synthesize(repository, { ...UNSET, compose: credentials(['shop', 'server', 'primary']) });

    expect(Object.keys(before as object)).toEqual(['orders/credentials']);
    expect(namesIn(repository)).toEqual(before);
  });

  test.each([
    ['', undefined],
    [' ORDERS_PASSWORD', 'ORDERS_PASSWORD'],
  ])('was the construct’s path, which is read too: shop/opens%s', (ending, variable) => {
    const old = `shop/opens${ending}`;
    const repository = new TemporaryRepository({ ...CHATBOT, [SECRETS]: JSON.stringify({ [old]: 'kept' }) });
    const password = Password.fromEnvironment(variable);

    synthesize(repository, { ...UNSET, compose: credentials(['shop'], password) });
    expect(repository.read('k8s/base/shop/secret.yaml')).toContain(base64('kept'));
    synthesize(repository, { ...UNSET, compose: credentials(['store', 'server'], password) });

    expect(repository.read('k8s/base/store/secret.yaml')).toContain(base64('kept'));
    expect(namesIn(repository)).toEqual({ [`orders/credentials${ending}`]: 'kept', [old]: 'kept' });
  });

  test('of a base, an environment and a laptop is as it was', () => {
    const old = {
      'database/credentials': 'of-the-base',
      'database/credentials STAGING_PASSWORD': 'of-staging',
      'database/test on a laptop': 'of-a-laptop',
    };
    const repository = new TemporaryRepository({ ...CHATBOT, [SECRETS]: JSON.stringify(old) });
    const environments = {
      staging: { password: Password.fromEnvironment('STAGING_PASSWORD') },
      test: { compose: { service: 'test-db' } },
    };

    synthesize(repository, { ...UNSET, compose: composition({}, { environments }) });

    expect(namesIn(repository)).toEqual(old);
    expect([passwordOf(repository), serverPasswordOf(repository)]).toEqual(['of-the-base', 'of-the-base']);
    const staging = repository.read('k8s/overlays/staging/database/secret-database-credentials-patch.yaml');
    expect(staging).toContain(base64('of-staging'));
    expect(repository.read('.env.test')).toContain('TEST_POSTGRES_PASSWORD=of-a-laptop');
  });
});

describe('the file of passwords', () => {
  test.each([
    ['no JSON', '{"database/credentials": "hunter2"'],
    ['a list', '["hunter2"]'],
    ['numbers', '{"database/credentials": 12345678}'],
  ])('with %s: refused without quoting it', (_, text) => {
    const repository = new TemporaryRepository({ ...CHATBOT, [SECRETS]: text });

    const problems = problemsOf(repository, UNSET);

    expect(codesOf(problems)).toEqual(['secrets-unreadable']);
    expect(JSON.stringify(problems)).not.toMatch(/hunter2|12345678/);
  });

  test('below a link out of the repository: nothing is written there', () => {
    const elsewhere = new TemporaryRepository({ 'README.md': '' });
    const repository = new TemporaryRepository(CHATBOT);
    repository.link('.cdk8s-database', elsewhere.root);

    expect(codesOf(problemsOf(repository, UNSET))).toContain('link-escapes');
    expect(Object.keys(elsewhere.tree())).toEqual(['README.md']);
  });

  test('that is a link out of the repository: its passwords are not taken', () => {
    const elsewhere = new TemporaryRepository({ 'secrets.json': '{"database/credentials": "hunter2"}\n' });
    const repository = new TemporaryRepository(CHATBOT);
    repository.link(SECRETS, elsewhere.path('secrets.json'));

    const problems = problemsOf(repository, UNSET);

    expect(codesOf(problems)).toEqual(['link-escapes']);
    expect(JSON.stringify(problems)).not.toContain('hunter2');
  });

  test('that everybody may read is for its owner alone after a run that changes nothing', () => {
    const repository = new TemporaryRepository(CHATBOT);
    synthesize(repository, UNSET);
    chmodSync(repository.path(SECRETS), 0o666);

    expect(changesOf(synthesize(repository, UNSET))).toEqual({});

    expect(statSync(repository.path(SECRETS)).mode & 0o777).toBe(0o600);
  });

  test('that git has is warned of: it is not kept out of it', () => {
    const repository = new TemporaryRepository(CHATBOT);
    execute('git', ['init', '--quiet'], { directory: repository.root });
    expect(codesOf(synthesize(repository, UNSET).warnings)).not.toContain('maybe-tracked');
    expect(codesOf(planOf(repository, UNSET).warnings)).not.toContain('maybe-tracked');

    execute('git', ['add', '--force', SECRETS], { directory: repository.root });

    expect(codesOf(planOf(repository, UNSET).warnings)).toContain('maybe-tracked');
  });

  test('with a pipe in its place: refused, and not waited for', () => {
    const repository = new TemporaryRepository({ ...CHATBOT, '.cdk8s-database/.gitignore': '*\n' });
    execute('mkfifo', [repository.path(SECRETS)]);

    const { status, stderr } = run(['synth', '--in-place'], { directory: repository.root });

    expect({ status, stderr }).toEqual({ status: 2, stderr: expect.stringContaining('(no-file)') as string });
  });

  test.each([
    ['a file in the place of its folder', '.cdk8s-database', 'in-the-way'],
    ['a folder in its place', `${SECRETS}/x`, 'no-file'],
  ])('%s: refused', (_, path, code) => {
    const repository = new TemporaryRepository({ ...CHATBOT, [path]: 'x' });

    expect(codesOf(problemsOf(repository, UNSET))).toContain(code);
  });

  test('what a run that was killed left beside it goes with the next', () => {
    const stray = '.cdk8s-database/.secrets.json.1.cdk8s-database.tmp';
    const repository = new TemporaryRepository({ ...CHATBOT, [stray]: '{"database/cred' });

    synthesize(repository);

    expect(Object.keys(repository.tree())).not.toContain(stray);
  });
});

test('letters and digits alone, and as many kinds of them as chance has it', () => {
  const store = new SecretStore(new TemporaryRepository({}).root, 'make');
  const made = Array.from({ length: 200 }, (_, index) =>
    store.resolve({ name: String(index), variable: 'CDK8S_DATABASE_TEST_PASSWORD' }),
  );

  expect(made.every((password) => /^[A-Za-z0-9]{32}$/.test(password))).toBe(true);
  expect(new Set(made).size).toBe(200);
  expect(new Set(made.join('')).size).toBe(62);
});
