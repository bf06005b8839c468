import fc from 'fast-check';
import { packageJson } from '../../src/init/package-json';

const SCRIPTS = { synth: 'cdk8s-database synth', test: 'jest --roots test' };
const PACKAGES = [
  '@types/node',
  'cdk8s',
  'cdk8s-database',
  'constructs',
  'jest',
  'js-yaml',
  'typescript',
] as const;

test('where there is none: one that npm does not publish, with the packages in the order that npm keeps', () => {
  const { text, notices } = packageJson(undefined);

  const made = JSON.parse(text) as { private: boolean; scripts: object; devDependencies: object };
  expect(text.startsWith('{\n  "private": true,\n  "scripts": {\n    "synth": ')).toBe(true);
  expect(text.endsWith('\n  }\n}\n')).toBe(true);
  expect(made.scripts).toEqual(SCRIPTS);
  expect(Object.keys(made.devDependencies)).toEqual(PACKAGES);
  expect(notices).toEqual([]);
});

describe('what is added is written as what is there', () => {
  test.each([
    [
      'tabs, CRLF, a byte order mark and no final newline',
      '\uFEFF{\r\n\t"name": "app",\r\n\t"devDependencies": {\r\n\t\t"cdk8s": "2.0.0",\r\n\t\t"zod": "^3"\r\n\t}\r\n}',
      /^\uFEFF\{\r\n\t"name": "app",\r\n\t"devDependencies": \{\r\n\t\t"@types\/node": "[^"]+",\r\n\t\t"cdk8s": "2.0.0",\r\n\t\t"cdk8s-database": "[^"]+",\r\n\t\t"constructs": "[^"]+",\r\n(\t\t"[^"]+": "[^"]+",\r\n)+\t\t"zod": "\^3"\r\n\t\},\r\n\t"scripts": \{\r\n\t\t"synth": "cdk8s-database synth",\r\n\t\t"test": "jest --roots test"\r\n\t\}\r\n\}$/,
    ],
    [
      'packages in an order of their own',
      '{\n    "devDependencies": {\n        "zod": "^3",\n        "ajv": "^8"\n    }\n}\n',
      /"zod": "\^3",\n {8}"ajv": "\^8",\n {8}"@types\/node": /,
    ],
    ['one line', '{"name":"app"}', /^\{"name":"app","scripts":\{"synth":"[^"]+","test":"[^"]+"\},"devDep/],
    [
      'one line with blanks',
      '{ "name" : "app", "type" : "commonjs" }',
      /^\{ "name" : "app", "type" : "commonjs", "scripts" : \{ "synth" : "[^"]+", "test" : "[^"]+" \}, "devDep/,
    ],
    [
      'objects that are empty',
      '{\n  "scripts": {},\n  "devDependencies": {\n  }\n}\n',
      /^\{\n {2}"scripts": \{\n {4}"synth": "[^"]+",\n {4}"test": "[^"]+"\n {2}\},\n {2}"devDependencies": \{\n {4}"@types/,
    ],
    [
      'nothing',
      '{}',
      /^\{\n {2}"scripts": \{\n {4}"synth": "[^"]+",\n {4}"test": "[^"]+"\n {2}\},\n {2}"devDep/,
    ],
  ])('%s', (_, before, expected) => {
    expect(packageJson(before).text).toMatch(expected);
  });
});

describe('what is there stays', () => {
  test('a script of the same name, and it is said how ours is run', () => {
    const { text: ours } = packageJson(undefined);
    const before = ours.replace('jest --roots test', 'pytest');

    const { text, notices } = packageJson(before);

    expect(text).toBe(before);
    expect(notices).toEqual([
      {
        code: 'script-kept',
        path: 'package.json',
        message: 'already has another script "test", which stays; run the command as: npx jest --roots test',
      },
    ]);
  });

  test('a version, in whichever section it stands', () => {
    const before = JSON.stringify({ dependencies: { cdk8s: '2.0.0' }, peerDependencies: { jest: '29' } });

    const { devDependencies } = JSON.parse(packageJson(before).text) as { devDependencies: object };

    expect(Object.keys(devDependencies)).toEqual(
      PACKAGES.filter((name) => name !== 'cdk8s' && name !== 'jest'),
    );
  });

  test('another version of ours, which is pointed out', () => {
    const { text, notices } = packageJson('{"devDependencies":{"cdk8s-database":"^0.0.1"}}');

    expect(text).toContain('"cdk8s-database":"^0.0.1"');
    expect(notices.map(({ code }) => code)).toEqual(['version-kept']);
  });
});

describe('what npm could not read is refused', () => {
  test.each([
    ['{\n  // ours\n  "name": "app"\n}', 'json-invalid', 'has a comment at line 2, column 3'],
    ['{\n  "name": "app",\n}', 'json-invalid', 'is not valid JSON at line 3, column 1'],
    ['{"name": "app"} x', 'json-invalid', 'is not valid JSON at line 1, column 17'],
    ['   ', 'json-invalid', 'is not valid JSON'],
    ['[]', 'json-invalid', 'is not a JSON object'],
    ['{"scripts": null}', 'json-shape', 'has a "scripts" that is not an object'],
    ['{"dependencies": []}', 'json-shape', 'has a "dependencies" that is not an object'],
    ['{"scripts": {}, "scripts": {}}', 'json-shape', 'has "scripts" 2 times'],
  ])('%j', (before, code, message) => {
    expect(() => packageJson(before)).toThrow(new RegExp(`^package.json: ${message}.*\\(${code}\\)$`));
  });
});

describe('however a package.json is written', () => {
  const blank = fc.stringMatching(/^[ \t\r\n]{0,3}$/);
  const name = fc.oneof(
    fc.constantFrom('name', 'version', 'jest', 'cdk8s', 'test', 'synth', 'typescript', '@types/node', 'zod'),
    fc.string(),
  );
  const names = fc.dictionary(name, fc.string(), { maxKeys: 5 });
  const content = fc.record(
    { name: fc.string(), scripts: names, dependencies: names, devDependencies: names, more: fc.jsonValue() },
    { requiredKeys: [] },
  );
  const merge = fc.property(content, fc.infiniteStream(blank), fc.boolean(), (object, blanks, hasMark) => {
    const next = (): string => blanks.next().value as string;
    const before = (hasMark ? '\uFEFF' : '') + next() + written(object, next) + next();

    const { text: after } = packageJson(before);

    expect(isInsertedInto(before, after)).toBe(true);
    expect(JSON.parse(after.replace('\uFEFF', ''))).toEqual(
      withOurs(JSON.parse(JSON.stringify(object)) as typeof object),
    );
    expect(packageJson(after).text).toBe(after);
  });

  test('nothing of it goes, what comes are our entries, and a second time there is nothing to add', () => {
    fc.assert(merge, { numRuns: 1000 });
  });

  /** JSON with any blanks between any two tokens. */
  function written(value: unknown, next: () => string): string {
    if (Array.isArray(value)) {
      return `[${next()}${value.map((item) => written(item, next) + next()).join(`,${next()}`)}]`;
    }
    if (typeof value !== 'object' || value === null) return JSON.stringify(value);
    const members = Object.entries(value).map(
      ([key, item]) => `${JSON.stringify(key)}${next()}:${next()}${written(item, next)}${next()}`,
    );
    return `{${next()}${members.join(`,${next()}`)}}`;
  }

  /** Can AFTER be had from BEFORE by putting text in alone? */
  function isInsertedInto(before: string, after: string): boolean {
    let at = 0;
    for (const character of after) if (before.startsWith(character, at)) at += character.length;
    return at === before.length;
  }

  function withOurs(object: {
    scripts?: Record<string, string>;
    dependencies?: Record<string, string>;
    devDependencies?: Record<string, string>;
  }): object {
    const listed = { ...object.dependencies, ...object.devDependencies };
    const added = PACKAGES.filter((one) => !Object.hasOwn(listed, one));
    return {
      ...object,
      scripts: { ...SCRIPTS, ...object.scripts },
      ...((added.length > 0 || object.devDependencies) && {
        devDependencies: {
          ...object.devDependencies,
          ...Object.fromEntries(added.map((one) => [one, expect.any(String) as string])),
        },
      }),
    };
  }
});
