import { ApiObject, Chart } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { GitOpsApp } from '../../src/index';
import { renderManifests } from '../../src/kubernetes/manifests';

function appWith(compose: (chart: Chart) => void, namespace?: string): GitOpsApp {
  const app = new GitOpsApp();
  compose(new Chart(app, 'folder', namespace === undefined ? {} : { namespace }));
  return app;
}

function object(chart: Chart, kind: string, name: string, more: object = {}): void {
  new ApiObject(chart, `${kind}-${name}`, { apiVersion: 'v1', kind, metadata: { name }, ...more });
}

function filesOf(app: GitOpsApp, namespace?: string): Record<string, string> {
  const [folder] = renderManifests(app, () => namespace);
  return Object.fromEntries(
    [...(folder?.files ?? [])].map(([name, bytes]) => [name, bytes.toString('utf8')]),
  );
}

test('each kind has a file, and the kustomization lists just those', () => {
  const files = filesOf(
    appWith((chart) => {
      object(chart, 'StatefulSet', 'a');
      object(chart, 'PersistentVolumeClaim', 'b');
      object(chart, 'ConfigMap', 'c');
    }),
  );

  expect(Object.keys(files)).toEqual([
    'configmap.yaml',
    'pvc.yaml',
    'statefulset.yaml',
    'kustomization.yaml',
  ]);
  expect(loadAll(files['kustomization.yaml'] ?? '')).toEqual([
    {
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['configmap.yaml', 'pvc.yaml', 'statefulset.yaml'],
    },
  ]);
});

test('objects of one kind stand in one file, in the order in which they were made', () => {
  const files = filesOf(
    appWith((chart) => {
      object(chart, 'Service', 'b');
      object(chart, 'Service', 'a', { spec: { text: 'ends in blank lines\n\n' } });
      object(chart, 'Service', 'c');
    }),
  );

  expect(loadAll(files['service.yaml'] ?? '')).toEqual(
    ['b', 'a', 'c'].map((name) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name },
      ...(name === 'a' && { spec: { text: 'ends in blank lines\n\n' } }),
    })),
  );
});

test('a namespace is written where the object and its chart have none', () => {
  const compose = (chart: Chart): void => {
    object(chart, 'A', 'a');
    object(chart, 'B', 'b', { metadata: { name: 'b', namespace: 'own' } });
  };
  const namespaces = (app: GitOpsApp): unknown[] =>
    Object.entries(filesOf(app, 'given'))
      .filter(([name]) => name !== 'kustomization.yaml')
      .map(([, text]) => /namespace: (.*)/.exec(text)?.[1]);

  expect(namespaces(appWith(compose))).toEqual(['given', 'own']);
  expect(namespaces(appWith(compose, 'of-the-chart'))).toEqual(['of-the-chart', 'own']);
});

test('each chart is a folder, and what is no chart is none', () => {
  const app = new GitOpsApp();
  for (const name of ['one', 'two']) object(new Chart(app, name), 'A', name);

  expect(renderManifests(app).map(({ name, objects }) => [name, objects.map((each) => each.name)])).toEqual([
    ['one', ['one']],
    ['two', ['two']],
  ]);
});

test.each(['CDK8S_DISABLE_SORT', 'CDK8S_LEGACY_HASH'])(
  'are the same with %s in the environment',
  (variable) => {
    const compose = (chart: Chart): void => {
      object(chart, 'A', 'a', { spec: { z: 1, a: 2 } });
      new ApiObject(chart, 'unnamed', { apiVersion: 'v1', kind: 'B' });
    };
    const expected = filesOf(appWith(compose));
    process.env[variable] = '1';
    try {
      expect(filesOf(appWith(compose))).toEqual(expected);
    } finally {
      Reflect.deleteProperty(process.env, variable);
    }
  },
);

test('what stands there already is in memory once; what differs by a byte is rendered', () => {
  const app = appWith((chart) => {
    object(chart, 'ConfigMap', 'a', { data: { text: 'ü🐘'.repeat(20_000) } });
    object(chart, 'Secret', 'b');
  });
  const [before] = renderManifests(app);
  const configMap = before?.files.get('configmap.yaml');
  const secret = Buffer.from(before?.files.get('secret.yaml') ?? '');
  secret.writeUInt8(0, secret.length - 1);

  const [after] = renderManifests(app, undefined, (folder, file) =>
    folder === 'folder' ? (file === 'secret.yaml' ? secret : before?.files.get(file)) : undefined,
  );

  expect(after?.files.get('configmap.yaml')).toBe(configMap);
  expect(after?.files.get('secret.yaml')).toEqual(before?.files.get('secret.yaml'));
});
