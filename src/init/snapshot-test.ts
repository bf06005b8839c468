import { posix } from 'node:path';
import type { Composition, SecretOfBackend } from './composition';
import { quoted } from './main-program';

/** A test of main.ts: plain CommonJS, so that Jest runs it with no transform. */
export function snapshotTest(composition: Composition): string {
  const { base, backend } = composition;
  return `'use strict';
// What main.ts makes of the base, file by file, as a reviewer reads it in __snapshots__/.
// Where it changes and that is meant: npx jest --roots test -u
const { execFileSync } = require('node:child_process');
const { mkdtempSync, readFileSync, readdirSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { loadAll } = require('js-yaml');

const output = mkdtempSync(join(tmpdir(), 'synth-'));
const files = new Map();

beforeAll(() => {
  const program = require.resolve('cdk8s-database/bin/cdk8s-database.js');
  // The password is the one thing that main.ts does not say: with it the output is the same each time.
  const env = { ...process.env, POSTGRES_PASSWORD: 'only-for-this-test' };
  const cwd = join(__dirname, '..');
  execFileSync(process.execPath, [program, 'synth', '--output', output], { cwd, env });

  const base = join(output, ${quoted(base)});
  for (const path of readdirSync(base, { recursive: true }).sort()) {
    if (!/\\.ya?ml$/.test(path)) continue;
    files.set(path.replaceAll('\\\\', '/'), readFileSync(join(base, path), 'utf8'));
  }
}, 60_000);

afterAll(() => rmSync(output, { recursive: true }));

const objectsIn = (path) => loadAll(files.get(path)).filter((object) => object?.kind);

test('main.ts makes these files', () => {
  expect([...files.keys()]).toMatchSnapshot();
});

test('main.ts says this in them', () => {
  for (const [path, text] of files) {
    // What is secret stands in one place of the repository, and not in a second one.
    if (!/\\bkind: ["']?Secret\\b/.test(text)) expect(text).toMatchSnapshot(path);
  }
});

${backend.form === 'secret' ? secretTest(backend, composition) : environmentTest()}`;
}

function secretTest({ file, name, key }: SecretOfBackend, { kustomization }: Composition): string {
  const [isNamed, itsName] =
    name === undefined ? ['', ''] : [` metadata.name === ${quoted(name)} &&`, 'metadata, '];
  return `test('the backend finds the database: the host of its URL is a Service with port 5432', () => {
  const key = ${quoted(key)};
  const secret = objectsIn(${quoted(file)}).find(
    ({ kind, ${itsName}data, stringData }) =>
      kind === 'Secret' &&${isNamed} key in { ...data, ...stringData },
  );
  const value = secret.stringData?.[key] ?? Buffer.from(secret.data[key], 'base64').toString();
  const { hostname, port } = new URL(value.replace(/^jdbc:/, ''));

  // kustomize renames a Service, and not what a URL says of it.
  const [{ namePrefix = '', nameSuffix = '' }] = loadAll(files.get(${quoted(posix.basename(kustomization))}));
  const services = [...files.keys()]
    .filter((path) => path.startsWith('database/'))
    .flatMap(objectsIn)
    .filter(({ kind, spec }) => kind === 'Service' && spec.ports.some((one) => one.port === 5432))
    .map(({ metadata }) => namePrefix + metadata.name + nameSuffix);

  expect(services).toContain(hostname.split('.')[0]);
  expect(port).toBe('5432');
});
`;
}

function environmentTest(): string {
  return `test('the backend reads its login from the Secret that the server has', () => {
  const server = objectsIn('database/statefulset.yaml')[0].spec.template.spec;
  const secrets = server.volumes.flatMap(({ secret }) => secret?.secretName ?? []);
  const patches = [...files.keys()].filter((path) => /^backend-environment\\/.*-patch[.]yaml$/.test(path));
  const references = patches.flatMap((path) =>
    [...files.get(path).matchAll(/secretKeyRef:\\n\\s+key: (?:\\S+)\\n\\s+name: (\\S+)/g)].map(([, name]) => name),
  );

  expect(references).not.toEqual([]);
  for (const name of references) expect(secrets).toContain(name);
});
`;
}
