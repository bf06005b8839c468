import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { findKustomize } from '../../src/proof/kustomize';
import { CHATBOT, chatbot, deployment, KUSTOMIZATION } from '../fixtures/chatbot';
import { BackendEnvironment, Capability, PostgresDatabase, type Contribution } from '../../src/index';
import { changesOf, codesOf, planOf, problemsOf, synthesize, type Composition } from '../in-process';
import { TemporaryRepository, temporaryFolder, type Files } from '../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';
const PROD = 'k8s/overlays/prod/kustomization.yaml';
const ON_BASE = 'resources: [../../base]\n';
const EMPTY: Files = chatbot({
  'k8s/base/database/service.yaml': null,
  'k8s/base/database/statefulset.yaml': null,
});

beforeAll(() => {
  delete process.env['KUSTOMIZE'];
  expect(findKustomize()).toBeDefined();
});

/** The chatbot with more in its base's kustomization, and other files. */
function base(more: string, files: Files = {}): TemporaryRepository {
  return new TemporaryRepository({ ...EMPTY, [ROOT]: `${KUSTOMIZATION}${more}`, ...files });
}

/** The chatbot with an overlay. */
function prod(text: string, files: Files = {}): TemporaryRepository {
  return new TemporaryRepository({ ...EMPTY, [PROD]: `${ON_BASE}${text}`, ...files });
}

const inProd = (name: string): string => `k8s/overlays/prod/${name}`;
const GONE =
  'kind: NetworkPolicy\napiVersion: networking.k8s.io/v1\nmetadata: { name: database }\n$patch: delete\n';
const SCALED = '- { op: add, path: /spec/replicas, value: 3 }\n';
const TYPED = '- { op: add, path: /spec/type, value: LoadBalancer }';
const PINNED =
  'apiVersion: builtin\nkind: ImageTagTransformer\nmetadata: { name: t }\nimageTag: { name: postgres, newTag: "13" }\n';
const COMPONENT = 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\n';
const OLD_URL = '- { op: replace, path: /data/DATABASE_URL, value: c3FsaXRlOi8vL2EuZGI= }';

describe('what a kustomization does to the database is refused, with the place that does it', () => {
  test.each<[string, TemporaryRepository, string, string, string]>([
    [
      'another version',
      base('images: [{ name: a, newTag: b }, { name: postgres, newTag: "13" }]\n'),
      'build-database',
      ROOT,
      'images postgres (line 15)',
    ],
    [
      'by a transformer',
      base('transformers: [pin.yaml]\n', { 'k8s/base/pin.yaml': PINNED }),
      'build-database',
      ROOT,
      'transformers pin.yaml',
    ],
    [
      'more servers',
      base('replicas: [{ name: database, count: 2 }]\n'),
      'build-database',
      ROOT,
      'replicas database',
    ],
    [
      'by a patch',
      prod('patches: [{ path: ha.yaml, target: { kind: StatefulSet } }]\n', { [inProd('ha.yaml')]: SCALED }),
      'build-database',
      PROD,
      'patches ha.yaml (line 2)',
    ],
    [
      'by a Component',
      prod('components: [../../open]\n', {
        'k8s/open/kustomization.yaml': `${COMPONENT}patches: [{ patch: '${TYPED}', target: { kind: Service } }]\n`,
      }),
      'build-database',
      'k8s/open/kustomization.yaml',
      'patches',
    ],
    [
      'by each of two parts',
      base(
        `replicas: [{ name: database, count: 2 }]\npatches: [{ patch: "${SCALED.trim()}", target: { kind: StatefulSet } }]\n`,
      ),
      'build-database',
      ROOT,
      'patches (line 16)',
    ],
    [
      'by a value that is merged into what another generator makes',
      prod(
        'secretGenerator: [{ name: other, literals: [a=b] }, { name: backend-secret, behavior: merge, literals: ["DATABASE_URL=sqlite:///c.db"] }]\n',
      ),
      'build-connection',
      PROD,
      'secretGenerator backend-secret (line 2)',
    ],
    [
      'no policy',
      prod('patches: [{ path: open.yaml }]\n', { [inProd('open.yaml')]: GONE }),
      'build-network',
      PROD,
      'patches open.yaml',
    ],
    ['another name', prod('namePrefix: prod-\n'), 'build-connection', PROD, 'namePrefix (line 2)'],
    [
      'the old value',
      prod(`patches: [{ patch: '${OLD_URL}', target: { kind: Secret, name: backend-secret } }]\n`),
      'build-connection',
      PROD,
      'patches',
    ],
    [
      'a value of its own',
      prod('patches: [{ path: env.yaml }]\n', {
        [inProd('env.yaml')]:
          'apiVersion: apps/v1\nkind: Deployment\nmetadata: { name: backend }\nspec: { template: { spec: { containers: [{ name: backend, env: [{ name: DATABASE_URL, value: "sqlite:///b.db", valueFrom: null }] }] } } }\n',
      }),
      'build-connection',
      PROD,
      'patches env.yaml',
    ],
  ])('%s', (_, repository, code, path, what) => {
    const problems = problemsOf(repository);

    expect(problems.map((one) => [one.code, one.path])).toEqual([[code, path]]);
    expect(problems[0]?.message).toContain(`its ${what}`);
  });
});

describe('what is right is written', () => {
  test.each<[string, TemporaryRepository]>([
    ['as it is', new TemporaryRepository(EMPTY)],
    ['with a mirror', base('images: [{ name: postgres, newName: mirror.example/library/postgres }]\n')],
    ['with a minor version', base('images: [{ name: postgres, newTag: 16.4-bookworm }]\n')],
    [
      'with common labels',
      base('commonLabels: { app.kubernetes.io/component: api, app.kubernetes.io/instance: chat }\n'),
    ],
    ['with a prefix', base('namePrefix: chat-\n')],
    ['with a namespace in an overlay', prod('namespace: prod\n')],
  ])('%s', (_, repository) => {
    expect(synthesize(repository).changes.length).toBeGreaterThan(5);
    // Nothing is judged otherwise because it is there.
    expect(planOf(repository).changes.filter(({ action }) => action !== 'unchanged')).toEqual([]);
  });

  test('a database of an overlay’s own is only said', () => {
    const generator =
      'secretGenerator: [{ name: backend-secret, behavior: merge, literals: ["DATABASE_URL=postgresql://u:p4ssw0rd@db.example.com/x"] }]\n';
    const { warnings } = planOf(prod(generator));

    expect(codesOf(warnings)).toContain('build-connection');
    expect(warnings.find(({ code }) => code === 'build-connection')).toMatchObject({ path: PROD });
    expect(JSON.stringify(warnings)).toContain('db.example.com');
    expect(JSON.stringify(warnings)).not.toContain('p4ssw0rd');
  });

  test.each([
    ['a merged ConfigMap', 'patches: [{ path: p.yaml }]\n'],
    [
      'a generator that merges',
      'configMapGenerator: [{ name: settings, behavior: merge, literals: [DB_HOST=db.example.com] }]\n',
    ],
  ])('an overlay’s own database, by %s, is not left for an empty one', (_, text) => {
    const isMerged = text.startsWith('patches');
    const data = '{ DB_HOST: localhost, DB_USER: a, DB_PASSWORD: changeme, DB_NAME: a }';
    const map = (value: string): string =>
      `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: ${value}\n`;
    const repository = new TemporaryRepository({
      [ROOT]: isMerged
        ? 'resources: [backend.yaml, settings.yaml]\n'
        : 'resources: [backend.yaml]\nconfigMapGenerator: [{ name: settings, literals: [DB_HOST=localhost, DB_USER=a, DB_PASSWORD=changeme, DB_NAME=a] }]\n',
      'k8s/base/backend.yaml': deployment().replace(
        /env:[^]*$/,
        'envFrom: [{ configMapRef: { name: settings } }]\n',
      ),
      'k8s/base/settings.yaml': map(data),
      [PROD]: `${ON_BASE}${text}`,
      [inProd('p.yaml')]: map('{ DB_HOST: db.example.com }'),
    });
    const compose =
      (replaceDatabase: boolean): Composition =>
      (app) => {
        const value = new PostgresDatabase(app, 'database').url();
        new BackendEnvironment(app, 'backend-environment', { value, replaceDatabase });
      };

    const [problem] = problemsOf(repository, { compose: compose(false) });
    expect(problem?.code).toBe('build-connection');
    expect(problem?.message).toContain('has the database at db.example.com so far');
    expect(codesOf(planOf(repository, { compose: compose(true) }).warnings)).not.toContain(
      'build-connection',
    );
  });

  test('a base that kustomize could not build before is refused, and nothing is written', () => {
    const repository = base('configMapGenerator: [{ name: x, envs: [nowhere.env] }, { name: x }]\n');

    const [problem] = problemsOf(repository);

    expect(problem).toMatchObject({ code: 'build-failed', path: ROOT });
    expect(problem?.message).toContain('its configMapGenerator x (line 15) is why, k8s/base cannot be built');
    expect(problem?.message).toContain('could not be before');
  });

  test('what cannot be built is said, and no network is asked', () => {
    const { warnings } = planOf(
      prod('', { [PROD]: 'resources: [../../base, "https://example.com/x?ref=1"]\n' }),
    );

    expect(warnings.filter(({ code }) => code === 'not-built')).toMatchObject([
      { path: 'k8s/overlays/prod' },
    ]);
  });
});

test('the objects of a user’s own capability may change and go', () => {
  class Added extends Capability<PostgresDatabase> {
    constructor(database: PostgresDatabase, schedule: string) {
      super(database, 'added', schedule);
      new ApiObject(this, 'object', {
        apiVersion: 'batch/v1',
        kind: 'CronJob',
        metadata: { name: 'added' },
        spec: { schedule },
      });
    }

    contribute(): Contribution {
      return {};
    }
  }
  const repository = prod('');
  const scheduled = (schedule: string): Composition => {
    return (app) => {
      const database = new PostgresDatabase(app, 'database');
      if (schedule !== '') new Added(database, schedule);
    };
  };
  const cronJob = 'k8s/base/database/cronjob.yaml';
  synthesize(repository, { compose: scheduled('0 1 * * *') });
  expect(changesOf(synthesize(repository, { compose: scheduled('0 2 * * *') }))).toMatchObject({
    update: expect.arrayContaining([cronJob]) as unknown,
  });
  expect(changesOf(synthesize(repository, { compose: scheduled('') }))).toMatchObject({
    delete: expect.arrayContaining([cronJob]) as unknown,
  });
});

describe('a build', () => {
  /** A kustomize that also counts. */
  function counting(): () => number {
    const [log, program] = [join(temporaryFolder(), 'log'), join(temporaryFolder(), 'kustomize')];
    const { file = '', args = [] } = findKustomize() ?? {};
    const lines = ['#!/bin/sh', `echo "$*" >> '${log}'`, `shift`, `exec '${file}' ${args.join(' ')} "$@"`];
    writeFileSync(program, `${lines.join('\n')}\n`, { mode: 0o755 });
    process.env['KUSTOMIZE'] = program;
    return () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n').length : 0);
  }

  afterEach(() => {
    delete process.env['KUSTOMIZE'];
  });

  test('is made once for a base and each overlay, before and after, and of what has not changed not again', () => {
    const repository = prod('', { 'node_modules/x/package.json': '{}', '.git/HEAD': '' });
    const builds = counting();
    synthesize(repository);
    expect(builds()).toBe(4);
    planOf(repository);
    expect(builds()).toBe(4);
    repository.write({ [PROD]: `${ON_BASE}commonAnnotations: { a: b }\n` });
    planOf(repository);
    expect(builds()).toBe(5);
  });

  test('leaves nothing behind, also if it is refused', () => {
    const repository = base('replicas: [{ name: database, count: 2 }]\n');
    const before = process.env['TMPDIR'];
    // Other programs may prove something at the same time.
    const folder = (process.env['TMPDIR'] = temporaryFolder());
    problemsOf(repository);
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;

    expect(readdirSync(folder)).toEqual([]);
  });

  test('takes no link out of the repository', () => {
    const repository = prod('patches: [{ path: secret.yaml }]\n');
    repository.write({ '../outside.yaml': deployment() });
    repository.link(inProd('secret.yaml'), '../../../../outside.yaml');

    expect(codesOf(planOf(repository).warnings)).toContain('not-built');
  });
});

test('the fixture is right without a kustomize as well', () => {
  process.env['KUSTOMIZE'] = '';
  expect(planOf(new TemporaryRepository(CHATBOT)).changes.length).toBeGreaterThan(5);
  delete process.env['KUSTOMIZE'];
});
