// The declarations that a user's main.ts is checked against: those that the public surface leads to and no others,
// for the rest would only be a weight, and needs packages that a user does not have.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const FOLDER = join('lib', 'types');

rmSync(FOLDER, { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

// Of the table of codes a user's compiler needs the names alone, and it may not read JSON.
const codes = Object.keys(JSON.parse(readFileSync('src/text/problems.json', 'utf8')));
const union = codes.map((code) =>
  code.includes('<') ? `\`${code.replace(/<.*>/, '${string}')}\`` : `'${code}'`,
);
writeFileSync(join(FOLDER, 'text', 'problem-code.d.ts'), `export type ProblemCode = ${union.join(' | ')};\n`);

const needed = new Set([join(FOLDER, 'index.d.ts')]);
for (const file of needed) {
  const { importedFiles } = ts.preProcessFile(readFileSync(file, 'utf8'));
  for (const { fileName } of importedFiles) {
    if (fileName.startsWith('.')) needed.add(`${join(dirname(file), fileName)}.d.ts`);
  }
}
for (const name of readdirSync(FOLDER, { recursive: true })) {
  const file = join(FOLDER, name);
  if (name.endsWith('.d.ts') && !needed.has(file)) rmSync(file);
}
