import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { load, loadAll } from 'js-yaml';
import ts from 'typescript';
import { temporaryFolder, treeOf } from '../temporary-repository';
import { examples } from './documents';

const ROOT = join(__dirname, '..', '..');

test('the program for a cdk8s app runs in one, and its patch is rendered', () => {
  const folder = temporaryFolder();
  const [example, ...more] = examples('ts').filter(({ document }) => document === 'docs/cdk8s-app.md');
  expect(more).toEqual([]);
  const { outputText } = ts.transpileModule(example?.text ?? '', {
    compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 },
  });
  writeFileSync(join(folder, 'main.js'), outputText);
  mkdirSync(join(folder, 'schema'));
  writeFileSync(join(folder, 'schema', '0001_tables.sql'), 'create table message (id bigint);\n');
  mkdirSync(join(folder, 'node_modules'));
  symlinkSync(ROOT, join(folder, 'node_modules', 'cdk8s-database'));
  for (const name of ['cdk8s', 'constructs']) {
    symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
  }
  const environment = { ...process.env, POSTGRES_PASSWORD: 'for-the-documents' };
  execFileSync(process.execPath, ['main.js'], { cwd: folder, env: environment });

  const files = treeOf(join(folder, 'dist'));
  const database = Object.keys(files).find((name) => name.startsWith('0000-shop-database-')) ?? '';
  const objects = loadAll(files[database] ?? '') as { kind: string; metadata: object }[];
  expect(objects.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['Job', 'StatefulSet']));
  for (const { metadata } of objects) {
    expect(metadata).toMatchObject({ namespace: 'shop', labels: { team: 'sales' } });
  }
  expect(objects.find(({ kind }) => kind === 'StatefulSet')).toMatchObject({
    spec: { template: { spec: { nodeSelector: { 'example.com/pool': 'databases' } } } },
  });
  expect(load(files['0001-shop.k8s.yaml'] ?? '')).toMatchObject({ kind: 'Secret' });
});
