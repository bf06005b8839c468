import { load } from 'js-yaml';
import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { listAt, mappingAt } from '../../src/text/mapping';
import { run } from '../command-line';
import { TemporaryRepository } from '../temporary-repository';
import { examples } from './documents';

/** The programs of docs/extending.md: a whole main.ts, and a function that changes one environment. */
const programs = examples('ts').filter(({ document }) => document === 'docs/extending.md');
const program = (name: string): string => programs.find(({ text }) => text.includes(name))?.text ?? '';

const repository = new TemporaryRepository({
  'k8s/base/kustomization.yaml': 'resources: []\n',
  'main.ts': [
    program('function atNoon').replaceAll(/^import .*$/gm, ''),
    program('class SlowQueries')
      .replace('{ ApiObject }', '{ ApiObject, JsonPatch }')
      .replace('app.synth();', 'atNoon(database);\napp.synth();'),
  ].join('\n'),
});
symlinkSync(join(__dirname, '..', '..', 'node_modules'), repository.path('node_modules'));
const { status, stderr } = run(['synth', 'main.ts', '--in-place'], { directory: repository.root });

test('the program of the document is synthesized', () => {
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
});

test('the Job has the server’s image, and the alert the runbook of its own', () => {
  const statefulSet = load(repository.read('k8s/base/database/statefulset.yaml'));
  const [server] = listAt(mappingAt(statefulSet, 'spec', 'template', 'spec'), 'containers');
  const cronJob = load(repository.read('k8s/base/database/cronjob.yaml'));
  const pod = mappingAt(cronJob, 'spec', 'jobTemplate', 'spec', 'template', 'spec');
  const images = ['initContainers', 'containers']
    .flatMap((list) => listAt(pod, list))
    .map((one) => mappingAt(one)['image']);
  expect(images).toEqual([mappingAt(server)['image'], mappingAt(server)['image']]);

  const rules = load(repository.read('k8s/base/database/prometheusrule.yaml'));
  const [group] = listAt(mappingAt(rules, 'spec'), 'groups');
  expect(listAt(group, 'rules').at(-1)).toMatchObject({
    alert: 'SlowQueriesFailed',
    annotations: { runbook_url: 'https://wiki.example.com/slow-queries' },
  });
});

test('the overlay has the environment’s database, and what was patched there', () => {
  const patches = load(
    repository.read('k8s/overlays/staging/database/cronjob-database-slow-queries-patch.yaml'),
  ) as { op: string; value: unknown }[];
  expect(patches.filter(({ op }) => op === 'replace').map(({ value }) => value)).toEqual(
    expect.arrayContaining(['staging_db', '0 12 * * *']) as unknown,
  );
});
