// What the public constructors and methods take, asked of the TypeScript compiler: `npm run props` rewrites
// src/text/known-props.json, by which a program that nobody type-checks is checked at run time, and docs/reference.md.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { format } from 'prettier';
import ts from 'typescript';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const SOURCES = join(ROOT, 'src/');

/** How one of another package's is made; our own classes say so by their `@example`. */
const EXAMPLES = { Duration: 'Duration.hours(2)', Size: 'Size.gibibytes(10)' };

/** Path in the project → its text, as it should be. */
async function generated() {
  const { interfaces, classes } = publicProps();
  const known = Object.fromEntries([
    ...interfaces.map(({ name, props }) => [
      name,
      Object.fromEntries(props.map(({ name, type, optional }) => [name, `${optional ? '?' : ''}${type}`])),
    ]),
    ...classes.map(({ name, example }) => [name, example]),
  ]);
  const options = { printWidth: 110, parser: 'json' };
  return {
    'src/text/known-props.json': await format(JSON.stringify(known), options),
    'docs/reference.md': reference(interfaces),
  };
}

/** What each interface of props holds, in the order in which the public surface leads to it. */
function publicProps() {
  const { options } = ts.parseJsonConfigFileContent(
    ts.readConfigFile(join(ROOT, 'tsconfig.json'), (file) => readFileSync(file, 'utf8')).config,
    ts.sys,
    ROOT,
  );
  const index = join(SOURCES, 'index.ts');
  const program = ts.createProgram([index, join(SOURCES, 'text.d.ts')], options);
  const checker = program.getTypeChecker();
  const interfaces = new Map();
  const classes = new Map();

  for (const exported of checker.getExportsOfModule(
    checker.getSymbolAtLocation(program.getSourceFile(index)),
  )) {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    if (symbol.flags & ts.SymbolFlags.Class) readClass(symbol);
  }
  return { interfaces: [...interfaces.values()], classes: [...classes.values()] };

  /** The parameters called `props` of what a user may call, and what a method of the user's own class returns. */
  function readClass(symbol) {
    const { name, valueDeclaration } = symbol;
    for (const member of valueDeclaration.members.filter(isPublic)) {
      if (ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Abstract) {
        const type = checker.getReturnTypeOfSignature(checker.getSignatureFromDeclaration(member));
        readInterface(type).takenBy.push(
          `${name[0].toLowerCase()}${name.slice(1)}.${member.name.getText()}()`,
        );
      }
      const isStatic = ts.getCombinedModifierFlags(member) & ts.ModifierFlags.Static;
      const callee = ts.isConstructorDeclaration(member)
        ? `new ${name}`
        : `${isStatic ? name : name[0].toLowerCase() + name.slice(1)}.${member.name?.getText()}`;
      for (const parameter of member.parameters ?? []) {
        if (parameter.name.getText() !== 'props') continue;
        const names = member.parameters.map((one) => one.name.getText()).join(', ');
        const type = definedOf(checker.getTypeAtLocation(parameter));
        if (type.getProperties().length === 0) continue;
        const entry = readInterface(type, callee);
        entry.takenBy.push(`${callee}(${names})`);
      }
    }
  }

  function readInterface(type, fallback) {
    const name = nameOf(type) ?? fallback;
    if (!interfaces.has(name)) {
      const symbol = type.aliasSymbol ?? type.symbol;
      const entry = { name, text: textOf(symbol), takenBy: [], props: [] };
      // Known before its props are, of which one may be of the same type.
      interfaces.set(name, entry);
      entry.props = type.getProperties().map((prop) => readProp(prop, name));
    }
    return interfaces.get(name);
  }

  function readProp(prop, owner) {
    const [byDefault] = prop.getJsDocTags(checker).filter((tag) => tag.name === 'default');
    const type = definedOf(checker.getTypeOfSymbol(prop));
    return {
      name: prop.name,
      type: typeText(type, `${owner}.${prop.name}`),
      shown: checker.typeToString(type),
      optional: Boolean(prop.flags & ts.SymbolFlags.Optional),
      text: textOf(prop),
      isInternal: prop.getJsDocTags(checker).some((tag) => tag.name === 'internal'),
      default: byDefault && ts.displayPartsToString(byDefault.text),
    };
  }

  /** As src/text/known-props.ts reads it; `unknown` is not looked into. */
  function typeText(type, path) {
    if (type.flags & ts.TypeFlags.BooleanLike) return 'boolean';
    if (type.isUnion()) return unionText(type, path);
    if (type.isStringLiteral()) return `'${type.value}'`;
    if (type.isNumberLiteral()) return String(type.value);
    if (type.flags & ts.TypeFlags.String) return 'string';
    if (type.flags & ts.TypeFlags.Number) return 'number';
    if (checker.isArrayType(type)) {
      const item = typeText(checker.getTypeArguments(type)[0], path);
      return item.includes(' | ') ? `(${item})[]` : `${item}[]`;
    }
    const values = type.getStringIndexType();
    if (values !== undefined) return `Record<string, ${typeText(values, path)}>`;
    if (type.isClass()) return className(type.symbol);
    if (!isData(type)) return 'unknown';
    return readInterface(type, path).name;
  }

  function unionText(type, path) {
    const isBoolean = (one) => one.flags & ts.TypeFlags.BooleanLiteral;
    const texts = type.types.map((one) => (isBoolean(one) ? 'boolean' : typeText(one, path)));
    return texts.includes('unknown') ? 'unknown' : [...new Set(texts)].join(' | ');
  }

  function className(symbol) {
    const [tag] = symbol.getJsDocTags(checker).filter(({ name }) => name === 'example');
    const example = EXAMPLES[symbol.name] ?? (tag && ts.displayPartsToString(tag.text));
    if (example === undefined) return 'unknown';
    classes.set(symbol.name, { name: symbol.name, example });
    return symbol.name;
  }

  function definedOf(type) {
    return checker.getNonNullableType(type);
  }

  function nameOf(type) {
    if (type.aliasSymbol === undefined) return type.symbol?.name === '__type' ? undefined : type.symbol?.name;
    const { aliasSymbol, aliasTypeArguments = [] } = type;
    const parameters = aliasTypeArguments.map((one) => nameOf(one));
    return parameters.length === 0 ? aliasSymbol.name : `${aliasSymbol.name}<${parameters.join(', ')}>`;
  }

  /** An object of ours that is written down, and not one that something has made, as a construct is. */
  function isData(type) {
    const properties = type.getProperties();
    return (
      Boolean(type.flags & ts.TypeFlags.Object) &&
      type.getCallSignatures().length === 0 &&
      properties.length > 0 &&
      properties.every(
        ({ declarations = [], flags }) =>
          declarations.every((one) => one.getSourceFile().fileName.startsWith(SOURCES)) &&
          !(flags & ts.SymbolFlags.Method),
      )
    );
  }

  function textOf(symbol) {
    return ts
      .displayPartsToString(symbol?.getDocumentationComment(checker) ?? [])
      .replace(/\s+/g, ' ')
      .trim();
  }
}

function isPublic(member) {
  const hidden = ts.ModifierFlags.Private | ts.ModifierFlags.Protected;
  if (ts.getCombinedModifierFlags(member) & hidden) return false;
  return !ts.getJSDocTags(member).some(({ tagName }) => tagName.text === 'internal');
}

function reference(interfaces) {
  const names = new Set(interfaces.map(({ name }) => name));
  return [
    '# All props',
    'What the constructs and functions take, as `npm run props` finds it in the source. An unknown, missing or ' +
      'wrong one is refused when it is given, under the codes `unknown-prop` and `wrong-type`.',
    ...interfaces.map(({ name, text, takenBy, props }) =>
      [
        `## ${name}`,
        [takenBy.length > 0 && `For ${takenBy.map((one) => `\`${one}\``).join(' and ')}.`, text]
          .filter(Boolean)
          .join(' '),
        [
          '| prop | type | what it does | default |',
          '|---|---|---|---|',
          ...props.filter(({ isInternal }) => !isInternal).map((one) => row(one, names)),
        ].join('\n'),
      ]
        .filter(Boolean)
        .join('\n\n'),
    ),
    '',
  ]
    .join('\n\n')
    .replace(/\n+$/, '\n');
}

function row(prop, names) {
  const byDefault = prop.optional ? (prop.default ?? '').replace(/^- /, '') : '**required**';
  return `| ${[`\`${prop.name}\``, typeCell(prop, names), prop.text, byDefault].map(cell).join(' | ')} |`;
}

function typeCell({ type, shown }, names) {
  if (type === 'unknown') return `\`${shown}\``;
  const [linked] = type.match(/[A-Z][\w.]*(?:<\w+>)?(?=\[\]$|>$|$)/) ?? [];
  if (!names.has(linked)) return `\`${type}\``;
  return `[\`${type}\`](#${linked.toLowerCase().replace(/[^\w-]/g, '')})`;
}

function cell(text) {
  return text.replace(/\s+/g, ' ').replaceAll('|', '\\|').trim();
}

const isCheck = process.argv.includes('--check');
for (const [path, text] of Object.entries(await generated())) {
  const file = join(ROOT, path);
  if (!isCheck) writeFileSync(file, text);
  else if (readFileSync(file, 'utf8') !== text) {
    console.error(`${path} is not what the source says; run: npm run props`);
    process.exitCode = 1;
  }
}
