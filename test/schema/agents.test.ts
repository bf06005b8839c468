import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadAll } from 'js-yaml';

const AGENTS = join(__dirname, '..', '..', 'examples', 'agents');
const output = mkdtempSync(join(tmpdir(), 'cdk8s-database-agents-'));
const run = spawnSync(process.execPath, ['../../bin/cdk8s-database.js', 'synth', '--output', output], {
  cwd: AGENTS,
  encoding: 'utf8',
  env: { ...process.env, POSTGRES_PASSWORD: 'for-the-agents' },
});

afterAll(() => rmSync(output, { recursive: true }));

test('the agents’ example is synthesized, with its nightly procedure on its schedule', () => {
  expect(run.stderr).not.toContain('error');
  expect(run.status).toBe(0);
  const [cronJob] = loadAll(readFileSync(join(output, 'k8s/base/database/cronjob.yaml'), 'utf8'));
  expect(cronJob).toMatchObject({
    metadata: { name: 'database-maintain-agent-metrics' },
    spec: { schedule: '15 3 * * *' },
  });
});

test('its own repository stays as it was: there is no database in it', () => {
  expect(readFileSync(join(AGENTS, 'k8s/base/kustomization.yaml'), 'utf8')).toMatch(/^ *# - database/m);
});
