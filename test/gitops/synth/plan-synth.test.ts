import { ApiObject, Chart } from 'cdk8s';
import { Construct } from 'constructs';
import { GitOpsApp, PostgresDatabase, PostgresVersion, Schema } from '../../../src/index';
import { synthOptions } from '../../../src/gitops/synth/synth-options';
import { CHATBOT, chatbot, deployment, KUSTOMIZATION, PASSWORD, secretFile } from '../../fixtures/chatbot';
import { CLAIM } from '../../fixtures/stores';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  withPassword,
  type Composition,
} from '../../in-process';
import { deployment as inGame, game, volume } from '../../sqlite/game';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const ROOT = 'k8s/base/kustomization.yaml';

test('a plan is made without a byte written', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const before = repository.writeTimes();

  const plan = planOf(repository);

  expect(changesOf(plan)['create']).toContain('k8s/base/database/kustomization.yaml');
  expect(repository.writeTimes()).toEqual(before);
});

test('the same app can be planned again and again, in one process, with the same outcome', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const shown = (): unknown => planOf(repository).changes.map(({ path, after }) => [path, after?.toString()]);

  expect([shown(), shown(), shown()]).toEqual([shown(), shown(), shown()]);
  synthesize(repository);
  expect(changesOf(planOf(repository))).toEqual({});
});

describe('an app holds nothing of a repository: planned for one and for another, each gets what it gets alone', () => {
  const KEPT = { '.cdk8s-database/secrets.json': '{"database/test on a laptop":"kept"}' };
  const prefixed = { [ROOT]: KUSTOMIZATION.replace('resources:', 'namePrefix: my-\nresources:') };
  const ofVersion = (version: PostgresVersion): Composition =>
    composition({}, { version, schema: Schema.fromDirectory('schema') });
  const migrated: Files = { 'schema/0001_t.sql': 'create table t (a int);\n' };
  const upgraded = new TemporaryRepository({ ...CHATBOT, ...migrated });
  synthesize(upgraded, { compose: ofVersion(PostgresVersion.V16) });

  const shownBy = (app: GitOpsApp, files: Files): unknown => {
    const { root } = new TemporaryRepository({ ...KEPT, ...files });
    const { changes, warnings } = app.plan(
      synthOptions({}, { repository: root, inPlace: true, upgrade: 'begin' }),
    );
    return [warnings, changes.map(({ path, after }) => [path, after?.toString()])];
  };
  const fresh = (compose: Composition): GitOpsApp => {
    const app = new GitOpsApp();
    compose(app);
    return app;
  };

  test.each<[string, Composition, Files, Files]>([
    [
      'of keys and who reads them',
      composition({}, { environments: { test: { compose: { service: 'test-db' } } } }),
      CHATBOT,
      chatbot({
        'k8s/base/backend/secret.yaml': secretFile().replaceAll('DATABASE_URL', 'CHAT_URL'),
        'k8s/base/backend/deployment.yaml': deployment('chat').replaceAll('DATABASE_URL', 'CHAT_URL'),
      }),
    ],
    [
      'of names, migrations and an upgrade',
      ofVersion(PostgresVersion.V17),
      upgraded.tree(),
      { ...chatbot(prefixed), 'schema/0001_u.sql': 'create table u (b int);\n' },
    ],
    [
      'of the workload that mounts a SQLite file',
      volume({
        backup: { to: CLAIM },
        snapshotClass: 'csi',
        snapshots: ['before'],
      }),
      game(),
      game(inGame({ pod: 'securityContext: { runAsUser: 7 }', namespace: 'play' })),
    ],
  ])('%s', (_, compose, one, other) => {
    const app = fresh(compose);
    withPassword(PASSWORD, () => {
      for (const files of [one, other, one])
        expect(shownBy(app, files)).toEqual(shownBy(fresh(compose), files));
    });
  });
});

describe('the order of a plan', () => {
  test('the user’s files before the folder, its inventory first; the root kustomization last', () => {
    const paths = planOf(new TemporaryRepository(CHATBOT)).changes.map(({ path }) => path);

    expect(paths.slice(0, 2)).toEqual([
      'k8s/base/backend/secret.yaml',
      'k8s/base/database/.cdk8s-database.json',
    ]);
    expect(paths.at(-1)).toBe(ROOT);
  });

  test('an inventory has an interim state where files are replaced, and none where all are new', () => {
    const interim = (files: typeof CHATBOT): boolean =>
      planOf(new TemporaryRepository(files)).changes.some((change) => change.interim !== undefined);

    expect(interim(CHATBOT)).toBe(true);
    expect(
      interim(
        chatbot({ 'k8s/base/database/statefulset.yaml': null, 'k8s/base/database/service.yaml': null }),
      ),
    ).toBe(false);
  });
});

describe('all problems are said at once', () => {
  test('of constructs, with their path, and of the repository', () => {
    const repository = new TemporaryRepository({ 'README.md': '' });

    const problems = problemsOf(repository, {
      compose: (app) => {
        new PostgresDatabase(app, 'Not-A-Name', { user: 'pg_x', database: 'Two Words' });
      },
    });

    expect(problems.map(({ code, path }) => [code, path])).toEqual([
      ['no-base', 'k8s/base'],
      ['instance-name', 'Not-A-Name'],
      ['login-name', 'Not-A-Name.database'],
      ['login-name', 'Not-A-Name.user'],
    ]);
  });

  test('of the Secret, of the kustomization and of the files', () => {
    const repository = new TemporaryRepository(
      chatbot({
        'k8s/base/backend/secret.yaml': String(CHATBOT['k8s/base/backend/secret.yaml']).replace(
          'DATABASE_URL: ',
          'DATABASE_URL: !Ref ',
        ),
        'k8s/base/database/service.yaml': 'mine\n',
        'k8s/base/database/statefulset.yaml': 'mine\n',
      }),
    );

    expect(codesOf(problemsOf(repository)).filter((code) => code === 'foreign-file')).toHaveLength(2);
  });
});

describe('the root kustomization', () => {
  test('that lists the folder’s files one by one gets the rest of them', () => {
    const repository = new TemporaryRepository(
      chatbot({ [ROOT]: KUSTOMIZATION.replace('  # - database/st', '  - database/st') }),
    );

    synthesize(repository);

    for (const name of ['configmap', 'pvc', 'secret', 'service', 'statefulset']) {
      expect(repository.read(ROOT).split(`  - database/${name}.yaml\n`)).toHaveLength(2);
    }
    expect(repository.read(ROOT)).not.toMatch(/- database\n/);
    expect(changesOf(planOf(repository))).toEqual({});
  });

  test.each(['database', 'database/', './database', '"database"'])(
    'that lists it as %s stays as it is',
    (entry) => {
      const text = `resources:\n- backend/secret.yaml\n- backend/deployment.yaml\n- ${entry}\n`;
      const repository = new TemporaryRepository(chatbot({ [ROOT]: text }));

      synthesize(repository);

      expect(repository.read(ROOT)).toBe(text);
    },
  );
});

describe('an object of the user’s under a name that ours would have', () => {
  const named = (namespace?: string): TemporaryRepository =>
    new TemporaryRepository(
      chatbot({
        [ROOT]: `${KUSTOMIZATION}  - other.yaml\n`,
        'k8s/base/other.yaml': `apiVersion: v1\nkind: Service\nmetadata:\n  name: database-service\n${
          namespace === undefined ? '' : `  namespace: ${namespace}\n`
        }`,
      }),
    );

  test('is refused, since kustomize takes no two', () => {
    expect(problemsOf(named())).toEqual([
      {
        code: 'name-taken',
        path: 'k8s/base/other.yaml',
        message: expect.stringContaining('give it another name in main.ts') as string,
      },
    ]);
  });

  test('is another object in another namespace', () => {
    expect(() => planOf(named('elsewhere'))).not.toThrow();
  });
});

describe('two objects of ours under one name are refused, and both are named', () => {
  test('a volume of SQLite and the volume of a database', () => {
    const claim = 'a-data-16';
    const compose: Composition = (app) => {
      volume({ claimName: claim })(app);
      new PostgresDatabase(app, 'a');
    };

    expect(problemsOf(new TemporaryRepository(game()), { compose })).toContainEqual({
      code: 'name-taken',
      path: 'k8s/base/a',
      message: expect.stringMatching(/PersistentVolumeClaim named a-data-16: "a" and "auth-db"/) as string,
    });
  });

  test('a database and the Job of another one', () => {
    const repository = new TemporaryRepository({
      ...game(),
      'schema/0001_a.sql': 'create table a (b int);\n',
    });
    const compose: Composition = (app) => {
      new PostgresDatabase(app, 'a', { schema: Schema.fromDirectory('schema') });
      new PostgresDatabase(app, 'a-schema-migration');
    };

    expect(problemsOf(repository, { compose })).toContainEqual({
      code: 'name-taken',
      path: 'k8s/base/a-schema-migration',
      message: expect.stringMatching(/NetworkPolicy named a-schema-migration/) as string,
    });
  });

  test('in two namespaces they are two', () => {
    const compose: Composition = (app) => {
      for (const id of ['one', 'two']) {
        const metadata = { name: 'a', namespace: id };
        new ApiObject(new Chart(app, id), 'a', { apiVersion: 'v1', kind: 'Service', metadata });
      }
    };

    expect(() => planOf(new TemporaryRepository(game()), { compose })).not.toThrow();
  });
});

test('an app of other objects than ours is synthesized as well', () => {
  const repository = new TemporaryRepository(CHATBOT);

  synthesize(repository, {
    compose: (app) => {
      const chart = new Chart(app, 'settings');
      new ApiObject(chart, 'map', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' } });
    },
  });

  expect(Object.keys(repository.tree('k8s/base/settings'))).toEqual([
    '.cdk8s-database.json',
    'configmap.yaml',
    'kustomization.yaml',
  ]);
});

describe('as a library, without the command line', () => {
  test('synth() writes to its output, and throws what is wrong', () => {
    const repository = new TemporaryRepository(CHATBOT);
    const output = repository.path('there');
    process.env['POSTGRES_PASSWORD'] = PASSWORD;
    try {
      const app = new GitOpsApp({ repository: repository.root, output });
      composition()(app);
      app.synth();
      expect(() => new GitOpsApp({ repository: repository.root, base: 'nowhere' }).synth()).toThrow(
        /no-base/,
      );
    } finally {
      delete process.env['POSTGRES_PASSWORD'];
    }

    expect(Object.keys(repository.tree('there/k8s/base/database'))).toContain('statefulset.yaml');
  });
});

test('a tree of thousands of files is read and left as it is', () => {
  const many = Array.from({ length: 3000 }, (_, index) => `k8s/base/many/${index % 50}/${index}.txt`);
  const repository = new TemporaryRepository({
    ...CHATBOT,
    ...Object.fromEntries(many.map((path) => [path, 'x'])),
  });
  const before = repository.tree('k8s/base/many');

  synthesize(repository);

  expect(repository.tree('k8s/base/many')).toEqual(before);
});

test('a chart that is no folder of the base is refused, where it would go unseen or lead out', () => {
  const problems = problemsOf(new TemporaryRepository(CHATBOT), {
    compose: (app) => {
      new Chart(app, '..');
      new Chart(new Construct(app, 'group'), 'nested');
    },
  });

  expect(problems.map(({ path }) => path)).toEqual(expect.arrayContaining(['..', 'group/nested']));
});

test('a PostgreSQL that gets no fixes any more is accepted, with a warning', () => {
  const compose = composition({}, { version: PostgresVersion.V14 });

  const { warnings } = planOf(new TemporaryRepository(CHATBOT), { compose });

  expect(warnings.map(({ code }) => code)).toContain('end-of-life');
});
