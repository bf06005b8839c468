// The declarations that a user's main.ts is checked against: those that the public surface leads to and no others,
// for the rest would only be a weight, and needs packages that a user does not have.
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import ts from 'typescript';

const FOLDER = join('lib', 'types');
const INDEX = join(FOLDER, 'index.d.ts');
/** Types of a package that a user does not have: they are written out. */
const PLAIN_TYPES = join(FOLDER, 'kubernetes/plain-types.d.ts');

rmSync(FOLDER, { recursive: true, force: true });
const compiler = createRequire(import.meta.url).resolve('typescript/bin/tsc');
execFileSync(process.execPath, [compiler, '-p', 'tsconfig.types.json'], { stdio: 'inherit' });

// Of the table of codes a user's compiler needs the names alone, and it may not read JSON.
const codes = Object.keys(JSON.parse(readFileSync('src/text/problems.json', 'utf8')));
const union = codes.map((code) =>
  code.includes('<') ? `\`${code.replace(/<.*>/, '${string}')}\`` : `'${code}'`,
);
writeFileSync(join(FOLDER, 'text', 'problem-code.d.ts'), `export type ProblemCode = ${union.join(' | ')};\n`);

/** Path → its statements, what each of them declares, and where what it imports comes from. */
const files = new Map(
  readdirSync(FOLDER, { recursive: true })
    .filter((name) => name.endsWith('.d.ts'))
    .map((name) => [join(FOLDER, name), readDeclarations(join(FOLDER, name))]),
);

/** Each reached statement by its file: begun with the index, and followed by name. */
const reached = new Map([...files.keys()].map((file) => [file, new Set()]));
for (const { names, module } of files.get(INDEX).exports) {
  for (const name of names) reach(module, name);
}

for (const [file, { source, imports }] of files) {
  const statements = [...reached.get(file)].sort((one, other) => one.pos - other.pos);
  if (file === INDEX) continue;
  if (statements.length === 0) rmSync(file);
  else if (file === PLAIN_TYPES) writeFileSync(file, plainTypes(statements.map((one) => one.name.text)));
  else writeFileSync(file, textOf(source, imports, statements));
}

function readDeclarations(file) {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true);
  const declared = new Map();
  const imports = new Map();
  const exports = [];
  for (const statement of source.statements) {
    const module = statement.moduleSpecifier?.text;
    const path = module?.startsWith('.') ? `${join(dirname(file), module)}.d.ts` : undefined;
    if (ts.isImportDeclaration(statement)) {
      for (const { name, propertyName } of statement.importClause?.namedBindings?.elements ?? []) {
        imports.set(name.text, { module, path, name: (propertyName ?? name).text });
      }
    } else if (ts.isExportDeclaration(statement)) {
      const names = statement.exportClause.elements.map(
        ({ name, propertyName }) => (propertyName ?? name).text,
      );
      if (path !== undefined) exports.push({ names, module: path });
    } else {
      for (const { name } of statement.declarationList?.declarations ?? [statement]) {
        declared.set(name.text, [...(declared.get(name.text) ?? []), statement]);
      }
    }
  }
  return { source, declared, imports, exports };
}

function reach(file, name) {
  const { declared, exports, imports } = files.get(file);
  for (const { names, module } of exports) if (names.includes(name)) reach(module, name);
  for (const statement of declared.get(name) ?? []) {
    if (reached.get(file).has(statement)) continue;
    reached.get(file).add(statement);
    for (const used of identifiersIn(statement)) {
      const imported = imports.get(used);
      if (imported?.path !== undefined) reach(imported.path, imported.name);
      if (declared.has(used)) reach(file, used);
    }
  }
}

function identifiersIn(node) {
  const found = new Set();
  const visit = (one) => {
    if (ts.isIdentifier(one)) found.add(one.text);
    ts.forEachChild(one, visit);
  };
  visit(node);
  return found;
}

function textOf(source, imports, statements) {
  const used = new Set(statements.flatMap((statement) => [...identifiersIn(statement)]));
  const lines = [...imports]
    .filter(([local]) => used.has(local))
    .map(([local, { module, name }]) => {
      const what = local === name ? name : `${name} as ${local}`;
      return `import type { ${what} } from '${module}';\n`;
    });
  // One that is not exported is seen by all, unless the file says that it is a module.
  return [...lines, ...statements.map((one) => `${one.getFullText(source).trim()}\n`), 'export {};\n'].join(
    '',
  );
}

function plainTypes(names) {
  const file = 'src/kubernetes/plain-types.ts';
  const { config } = ts.readConfigFile('tsconfig.json', (path) => readFileSync(path, 'utf8'));
  const program = ts.createProgram([file], ts.parseJsonConfigFileContent(config, ts.sys, '.').options);
  const checker = program.getTypeChecker();
  const exported = checker.getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(file)));
  return exported
    .filter(({ name }) => names.includes(name) && name !== 'Plain')
    .map((one) => `export type ${one.name} = ${written(checker.getDeclaredTypeOfSymbol(one))};\n`)
    .join('');

  function written(type) {
    if (type.isUnion()) {
      const boolean = type.flags & ts.TypeFlags.Boolean;
      return boolean ? 'boolean' : [...new Set(type.types.map(written))].join(' | ');
    }
    // A moment, whose methods Plain has taken for fields.
    if (type.getProperty('toISOString')) return 'string';
    if (checker.isArrayType(type)) return `readonly (${written(checker.getTypeArguments(type)[0])})[]`;
    const values = type.getStringIndexType();
    if (values) return `{ readonly [key: string]: ${written(values)} }`;
    if (!(type.flags & ts.TypeFlags.Object)) return checker.typeToString(type);
    const props = type.getProperties().map((prop) => {
      const mark = prop.flags & ts.SymbolFlags.Optional ? '?' : '';
      const value = checker.getTypeOfSymbol(prop);
      return `readonly ${prop.name}${mark}: ${written(mark ? checker.getNonNullableType(value) : value)}; `;
    });
    return `{ ${props.join('')}}`;
  }
}
