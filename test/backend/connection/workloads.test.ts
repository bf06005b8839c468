import { load } from 'js-yaml';
import { objectsOf } from '../../../src/gitops/tree/cluster-object';
import { keysForVariable, keysNamed, readsKey } from '../../../src/backend/connection/workloads';
import { workloadsOf, type Workload } from '../../../src/gitops/tree/workload';

function workload(text: string): Workload {
  const [found] = workloadsOf(objectsOf({ path: 'a.yaml', namespace: undefined }, text, []));
  if (found === undefined) throw new Error('is no workload');
  return found;
}

/** A pod's spec in a workload of that kind. */
function of(kind: string, spec: string): Workload {
  const template = `{ metadata: { labels: { app: a } }, spec: ${spec} }`;
  const around: Readonly<Record<string, string>> = {
    CronJob: `spec: { jobTemplate: { spec: { template: ${template} } } }`,
    Pod: `metadata: { name: a, labels: { app: a } }\nspec: ${spec}`,
  };
  const body = around[kind] ?? `spec: { template: ${template} }`;
  return workload(`kind: ${kind}\n${body.startsWith('metadata') ? '' : 'metadata: { name: a }\n'}${body}\n`);
}

const READS = '{ containers: [{ env: [{ name: X, valueFrom: { secretKeyRef: { name: s, key: K } } }] }] }';

test.each(['CronJob', 'DaemonSet', 'Deployment', 'Job', 'Pod', 'ReplicaSet', 'StatefulSet'])(
  'a %s runs pods: their labels and the keys that they read are found',
  (kind) => {
    const found = of(kind, READS);

    expect(found.labels).toEqual({ app: 'a' });
    expect(keysNamed(found, 's')).toEqual(new Set(['K']));
    expect(keysForVariable(found, 's', 'X')).toEqual(['K']);
    expect(keysNamed(found, 'other')).toEqual(new Set());
  },
);

test.each<[string, string, readonly string[]]>([
  ['an initContainer', READS.replace('containers', 'initContainers'), ['K']],
  ['envFrom', '{ containers: [{ envFrom: [{ prefix: X_, secretRef: { name: s } }] }] }', ['K', 'ANY']],
  ['a volume', '{ volumes: [{ name: v, secret: { secretName: s } }] }', ['K', 'ANY']],
  [
    'a projected volume',
    '{ volumes: [{ name: v, projected: { sources: [{ secret: { name: s } }] } }] }',
    ['K', 'ANY'],
  ],
  ['a ConfigMap of the same name', '{ containers: [{ envFrom: [{ configMapRef: { name: s } }] }] }', []],
  ['nothing', '{}', []],
  ['what is no list', '{ containers: { a: 1 }, volumes: x }', []],
])('%s', (_, spec, expected) => {
  const found = of('Deployment', spec);
  expect(['K', 'ANY'].filter((key) => readsKey(found, 's', key))).toEqual(expected);
});

test.each([
  'kind: Deployment\nmetadata: { name: a }\n',
  'kind: Deployment\nmetadata: { name: a }\nspec: null\n',
])('a manifest that says little reads nothing: %j', (text) => {
  expect(load(text)).toBeDefined();
  expect(readsKey(workload(text), 's', 'K')).toBe(false);
});
