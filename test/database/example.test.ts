import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { load } from 'js-yaml';

/** main.ts of this repository, run as a user runs it, into a folder of the test's own. */
const output = mkdtempSync(join(tmpdir(), 'cdk8s-database-example-'));
const run = spawnSync(process.execPath, ['bin/cdk8s-database.js', 'synth', '--output', output], {
  cwd: join(__dirname, '..', '..'),
  encoding: 'utf8',
  env: { ...process.env, POSTGRES_PASSWORD: 'for-the-snapshot' },
});

afterAll(() => rmSync(output, { recursive: true }));

const files = readdirSync(output, { recursive: true, encoding: 'utf8' })
  .filter((path) => /\.ya?ml$/.test(path))
  .sort();

test('the example is synthesized', () => {
  expect(run.stderr).not.toContain('error');
  expect(run.status).toBe(0);
  expect(files.length).toBeGreaterThan(10);
});

test.each(files)('%s is as reviewed', (path) => {
  expect(readFileSync(join(output, path), 'utf8')).toMatchSnapshot();
});

test('the backend is led to the Service that the base has, with the password that the server sets', () => {
  const read = <T>(path: string): T =>
    load(readFileSync(join(output, 'k8s/base', path), 'utf8').split('---\n')[0] ?? '') as T;
  const secret = read<{ data: { DATABASE_URL: string } }>('backend/secret.yaml');
  const service = read<{ metadata: { name: string } }>('database/service.yaml');
  const credentials = read<{ data: { username: string; password: string } }>('database/secret.yaml');
  const url = new URL(Buffer.from(secret.data.DATABASE_URL, 'base64').toString());
  expect(url.hostname).toBe(service.metadata.name);
  expect(url.username).toBe(Buffer.from(credentials.data.username, 'base64').toString());
  expect(decodeURIComponent(url.password)).toBe(Buffer.from(credentials.data.password, 'base64').toString());
});

test('the frontend is not touched', () => {
  for (const path of files.filter((path) => path.includes('frontend'))) {
    expect(readFileSync(join(output, path))).toEqual(readFileSync(join('examples/chatbot', path)));
  }
});
