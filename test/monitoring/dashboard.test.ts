import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { dashboardFiles } from '../../src/monitoring/dashboard';

const ROOT = join(__dirname, '../..');
const ACCESS = { instance: 'database', server: { claimName: 'database-data-16' } };

test('dashboard.json is what the script makes; `npm run dashboard` writes it', () => {
  const made = execFileSync(process.execPath, [join(ROOT, 'scripts/dashboard.mjs')], { encoding: 'utf8' });
  expect(readFileSync(join(ROOT, 'src/monitoring/dashboard.json'), 'utf8')).toBe(made);
});

test('each namespace has a dashboard of its own, and each name is as kustomize makes it', () => {
  const nameOf = (name: string): string => `green-${name}`;
  const [found] = Object.entries(dashboardFiles(ACCESS, { namespace: 'shop', nameOf }));
  const [file, text] = found ?? ['', ''];
  expect(file).toBe('postgresql-shop-green-database.json');
  expect(text).not.toMatch(/<\w+>/);
  expect(text).toContain('persistentvolumeclaim=\\"green-database-data-16\\"');
  const { title, uid } = JSON.parse(text) as { title: string; uid: string };
  expect(title).toBe('PostgreSQL green-database');
  const [other = ''] = Object.values(dashboardFiles(ACCESS, { namespace: 'test', nameOf }));
  expect((JSON.parse(other) as { uid: string }).uid).not.toBe(uid);
});
