import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { loadAll } from 'js-yaml';
import { run } from './command';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

/** A Kubernetes object, as far as it is looked at here. */
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

const PASSWORD = 'pass/word@1';

let folder: string;
let example: Example;
let rendered: string;

beforeAll(async () => {
  folder = await temporaryFolder();
  example = await Example.copyTo(folder);
  await example.synth(PASSWORD, '--output', join(folder, 'dist'));
  rendered = join(folder, 'dist', 'k8s', 'base');
});

async function build(base: string): Promise<Map<string, KubernetesObject>> {
  const { stdout } = await run('kubectl', ['kustomize', base]);
  const objects = loadAll(stdout) as KubernetesObject[];
  return new Map(objects.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
}

test("kustomize builds what it built before, and the database's objects", async () => {
  const before = await build(example.base);
  const after = await build(rendered);
  const added = [...after.keys()].filter((name) => !before.has(name));
  expect(added.sort()).toEqual([
    'ConfigMap database-config',
    'NetworkPolicy database',
    'PersistentVolumeClaim database-data-16',
    'PodDisruptionBudget database',
    'Secret database-credentials',
    'Service database-headless',
    'Service database-service',
    'ServiceAccount database',
    'StatefulSet database',
  ]);

  const secret = 'Secret backend-secret';
  for (const [name, object] of before) {
    if (name !== secret) expect(after.get(name)).toEqual(object);
  }
  const { DATABASE_URL: url = '', ...others } = after.get(secret)?.data ?? {};
  const { DATABASE_URL: sqlite = '', ...othersBefore } = before.get(secret)?.data ?? {};
  expect(others).toEqual(othersBefore);
  expect(Buffer.from(sqlite, 'base64').toString()).toBe('sqlite:///./chat.db');
  expect(new URL(Buffer.from(url, 'base64').toString())).toMatchObject({
    username: 'app',
    password: encodeURIComponent(PASSWORD),
    host: 'database-service:5432',
    pathname: '/app',
  });
});

test('the API server takes every object, and knows every field', async () => {
  const namespace = await Namespace.create('dry-run');
  const flags = ['--dry-run=server', '--validate=strict', '-k', rendered];
  const { stdout, stderr } = await namespace.kubectl(['apply', ...flags]);
  expect(stderr).toBe('');
  expect(stdout.trim().split('\n')).toHaveLength((await build(rendered)).size);
});

test('shellcheck finds nothing in the rendered scripts', async () => {
  const scripts = [...(await build(rendered)).values()].flatMap(({ kind, data = {} }) =>
    kind === 'ConfigMap' ? Object.entries(data).filter(([name]) => name.endsWith('.sh')) : [],
  );
  expect(scripts).not.toEqual([]);
  for (const [name, script] of scripts) {
    const file = join(folder, name);
    await writeFile(file, script);
    await run('shellcheck', [file]);
  }
});

test('outside of the database every file is as it was, but for one line and one value', async () => {
  const paths = (await readdir(example.base, { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile())
    .map((entry) => relative(example.base, join(entry.parentPath, entry.name)))
    .filter((path) => !path.startsWith('database/'));
  const changed: Record<string, number> = {};
  for (const path of paths.sort()) {
    const old = (await readFile(join(example.base, path), 'utf8')).split('\n');
    const edited = (await readFile(join(rendered, path), 'utf8')).split('\n');
    expect(edited).toHaveLength(old.length);
    const lines = edited.filter((line, index) => line !== old[index]).length;
    if (lines > 0) changed[path] = lines;
  }
  expect(changed).toEqual({ 'backend/secret.yaml': 1, 'kustomization.yaml': 1 });
});
