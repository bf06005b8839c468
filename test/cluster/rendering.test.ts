import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';
import { run } from './command';
import { Example } from './example';
import { Namespace } from './namespace';
import { TemporaryFolder } from './temporary-folder';

/** A Kubernetes object, as far as it is looked at here. */
interface KubernetesObject {
  readonly kind: string;
  readonly metadata: { readonly name: string };
  readonly data?: Readonly<Record<string, string>>;
}

const PASSWORD = 'pass/word@1';

let folder: TemporaryFolder;
let example: Example;
let rendered: string;

beforeAll(async () => {
  folder = await TemporaryFolder.create();
  example = await Example.copyTo(folder.path);
  await example.synth(PASSWORD, '--output', join(folder.path, 'dist'));
  rendered = join(folder.path, 'dist', 'k8s', 'base');
});

afterAll(async () => {
  await folder?.delete();
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
    'PersistentVolumeClaim database-data',
    'Secret database-credentials',
    'Service database-headless',
    'Service database-service',
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
  try {
    const flags = ['--dry-run=server', '--validate=strict', '-k', rendered];
    const { stdout, stderr } = await namespace.kubectl(['apply', ...flags]);
    expect(stderr).toBe('');
    expect(stdout.trim().split('\n')).toHaveLength((await build(rendered)).size);
  } finally {
    await namespace.delete();
  }
});

test('shellcheck finds nothing in the rendered scripts', async () => {
  const scripts = [...(await build(rendered)).values()].flatMap(({ kind, data = {} }) =>
    kind === 'ConfigMap' ? Object.entries(data).filter(([name]) => name.endsWith('.sh')) : [],
  );
  expect(scripts).not.toEqual([]);
  for (const [name, script] of scripts) {
    const file = join(folder.path, name);
    await writeFile(file, script);
    await run('shellcheck', [file]);
  }
});

test('every file outside of the database is copied, but for one line and one value', async () => {
  const { stdout } = await run('diff', ['--recursive', '--exclude=database', '--brief', example.base, rendered]).catch(
    (error: Error) => ({ stdout: error.message }),
  );
  const changed = [...stdout.matchAll(/^Files \S+\/k8s\/base\/(\S+) and /gm)].map(([, path]) => path);
  expect(changed).toEqual(['backend/secret.yaml', 'kustomization.yaml']);
  for (const path of ['backend/secret.yaml', 'kustomization.yaml']) {
    const [old, edited] = await Promise.all(
      [example.base, rendered].map(async (base) => (await readFile(join(base, path), 'utf8')).split('\n')),
    );
    expect(edited).toHaveLength(old?.length ?? 0);
    expect(edited?.filter((line, index) => line !== old?.[index])).toHaveLength(1);
  }
});
