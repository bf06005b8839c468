import { load } from 'js-yaml';
import { BackendEnvironment, Password, PostgresDatabase } from 'cdk8s-database';
import { deployment } from '../../fixtures/chatbot';
import { codesOf, problemsOf, synthesize, type Composition } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const PATCH = 'k8s/base/backend-environment/deployment-backend-patch.yaml';

const withEnvironment =
  (database: ConstructorParameters<typeof PostgresDatabase>[2] = {}): Composition =>
  (app) => {
    const made = new PostgresDatabase(app, 'database', database);
    new BackendEnvironment(app, 'backend-environment', { value: made.url() });
  };

function repositoryOf(podSpec: string, more: Files = {}): TemporaryRepository {
  return new TemporaryRepository({
    'k8s/base/kustomization.yaml': 'resources: [backend.yaml]\n',
    'k8s/base/backend.yaml': deployment().replace(/containers:[^]*$/, podSpec),
    ...more,
  });
}

interface Named {
  readonly name: string;
  readonly env?: readonly Named[];
}

type Lists = Readonly<Partial<Record<'containers' | 'initContainers', readonly Named[]>>>;

function listsIn(repository: TemporaryRepository): Lists {
  return (load(repository.read(PATCH)) as { spec: { template: { spec: Lists } } }).spec.template.spec;
}

const READS =
  'env: [{ name: LOG, value: info }, { name: DB_HOST, value: localhost }, { name: DB_USER, value: a }]';

const OVERLAY = {
  'k8s/overlays/prod/kustomization.yaml': `resources: [../../base]
patches:
  - target: { kind: Deployment, name: backend }
    patch: '[{ "op": "replace", "path": "/spec/template/spec/containers/0/env/0/value", "value": "debug" }]'
`,
};

test('containers keep their order: kustomize puts those of a patch first', () => {
  const repository = repositoryOf(`initContainers:
        - { name: wait, image: busybox }
        - { name: migrate, image: example/backend:1, ${READS} }
        - { name: seed, image: busybox }
      containers:
        - { name: proxy, image: envoy }
        - { name: backend, image: example/backend:1, ${READS} }
        - { name: logs, image: fluentd }
`);

  synthesize(repository, { compose: withEnvironment() });

  const { containers, initContainers } = listsIn(repository);
  expect(initContainers).toEqual([{ name: 'wait' }, expect.objectContaining({ name: 'migrate' })]);
  expect(containers).toEqual([{ name: 'proxy' }, expect.objectContaining({ name: 'backend' })]);
});

test('a patch by index still finds its variable: new ones come last', () => {
  const repository = repositoryOf(`containers: [{ name: backend, image: b, ${READS} }]\n`, OVERLAY);

  synthesize(repository, { compose: withEnvironment() });

  const [backend] = listsIn(repository).containers ?? [];
  expect(backend?.env?.map(({ name }) => name)).toEqual([
    'LOG',
    'DB_HOST',
    'DB_USER',
    'DB_PASSWORD',
    'DB_NAME',
  ]);
  expect(backend?.env?.[0]).toEqual({ name: 'LOG' });
});

test('a URL that is composed in the pod needs its login before it, so such a patch is refused', () => {
  const repository = repositoryOf(
    'containers: [{ name: backend, image: b, env: [{ name: LOG, value: info }, { name: DATABASE_URL, value: "sqlite:///x.db" }] }]\n',
    OVERLAY,
  );

  const problems = problemsOf(repository, {
    compose: withEnvironment({ password: Password.fromSecret('database-credentials') }),
  });

  expect(codesOf(problems)).toEqual(['patched-by-index']);
  expect(problems[0]?.path).toBe('k8s/overlays/prod/kustomization.yaml');
});
