import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { PostgresDatabase } from '../src/database/postgres-database';
import { GitOpsApp } from '../src/gitops/synth/git-ops-app';

/**
 * What no synth can be quicker than: the constructs, and the files of each database read, or written as the writer does
 * it. What is written are the files of the first database of FROM.
 */
const [, , size = '1', base = '.', mode = 'read', from = base] = process.argv;

const template = join(from, 'database-0');
const files = readdirSync(template).map((name) => ({ name, bytes: readFileSync(join(template, name)) }));

const begin = performance.now();
const app = new GitOpsApp();
for (let number = 0; number < Number(size); number++) new PostgresDatabase(app, `database-${number}`);
for (let number = 0; number < Number(size); number++) {
  const folder = join(base, `database-${number}`);
  if (mode === 'read') for (const { name } of files) readFileSync(join(folder, name));
  else write(folder);
}
process.stdout.write(JSON.stringify({ floor: performance.now() - begin }));

function write(folder: string): void {
  mkdirSync(folder, { recursive: true });
  for (const { name, bytes } of files) {
    const file = join(folder, name);
    const temporary = join(folder, `.${name}.tmp`);
    statSync(file, { throwIfNoEntry: false });
    const descriptor = openSync(temporary, 'wx');
    writeFileSync(descriptor, bytes);
    closeSync(descriptor);
    renameSync(temporary, file);
  }
}
