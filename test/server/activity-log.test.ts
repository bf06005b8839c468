import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../../src/text/mapping';

/** examples/activity: a capability that stands in a user's program, and of which the library knows nothing. */
const PROJECT = join(__dirname, '..', '..');
const repository = mkdtempSync(join(tmpdir(), 'cdk8s-database-activity-'));
cpSync(join(PROJECT, 'examples', 'activity'), repository, { recursive: true });
symlinkSync(join(PROJECT, 'node_modules'), join(repository, 'node_modules'));
const run = spawnSync(process.execPath, [join(PROJECT, 'bin', 'cdk8s-database.js'), 'synth', '--in-place'], {
  cwd: repository,
  encoding: 'utf8',
});

afterAll(() => rmSync(repository, { recursive: true }));

const read = (path: string): string => readFileSync(join(repository, path), 'utf8');

test('the example is synthesized', () => {
  expect(run.stderr).not.toContain('error');
  expect(run.status).toBe(0);
});

test('the base has the container, its object, the setting and the client', () => {
  const pod = mappingAt(load(read('k8s/base/database/statefulset.yaml')), 'spec', 'template', 'spec');
  expect(listAt(pod, 'containers').map((one) => textAt(one, 'name'))).toEqual(['postgres', 'activity-log']);
  const [config, query] = loadAll(read('k8s/base/database/configmap.yaml'));
  expect(textAt(mappingAt(config, 'data'), 'postgresql.conf')).toContain("track_io_timing = 'on'");
  expect(textAt(mappingAt(query, 'metadata'), 'name')).toBe('database-activity');
  expect(read('k8s/base/database/networkpolicy.yaml')).toContain('app: reports');
});

test('the overlay says nothing of it, since it is in every environment', () => {
  const patches = load(read('k8s/overlays/staging/database/statefulset-database-patch.yaml')) as {
    path: string;
  }[];
  expect(patches.length).toBeGreaterThan(1);
  expect(patches.filter(({ path }) => path.startsWith('/spec/template/spec/containers/1'))).toEqual([]);
  const overlay = load(read('k8s/overlays/staging/database/kustomization.yaml'));
  expect(listAt(overlay, 'resources')).toEqual([]);
});

test('the laptop has a service of it, which mounts the same query', () => {
  const services = mappingAt(load(read('compose.yaml')), 'services');
  expect(Object.keys(services)).toEqual(['test-db', 'test-db-certificate', 'test-db-activity']);
  const [, query] = loadAll(read('k8s/base/database/configmap.yaml'));
  expect(read('compose/test-db-activity/activity.sql')).toBe(
    textAt(mappingAt(query, 'data'), 'activity.sql'),
  );
  expect(read('compose/test-db/postgresql.conf')).toContain("track_io_timing = 'on'");
});
