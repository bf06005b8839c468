import { setVariables, variablesOf } from '../../../src/editors/dotenv/dotenv-editor';
import { refusalOf } from '../../refusal-of';

const PATH = '.env.test';

interface Case {
  readonly name: string;
  readonly before: string;
  readonly set: Readonly<Record<string, string>>;
  readonly after: string;
  /** Codes of the warnings. @default - none */
  readonly warnings?: readonly string[];
}

test.each<Case>([
  {
    name: 'a new file',
    before: '',
    set: { TESTING_MODE: 'true', URL: 'postgresql://a:b@localhost:5433/c?sslmode=require' },
    after: 'TESTING_MODE=true\nURL=postgresql://a:b@localhost:5433/c?sslmode=require\n',
  },
  { name: 'a byte order mark alone', before: '\ufeff', set: { A: '1' }, after: '\ufeffA=1\n' },
  { name: 'blank lines alone', before: '\n\n', set: { A: '1' }, after: 'A=1\n\n' },
  {
    name: 'other keys, a comment and blank lines at the end',
    before: '# mine\nDEBUG=true # for now\n\n',
    set: { A: '1', B: '2' },
    after: '# mine\nDEBUG=true # for now\nA=1\nB=2\n\n',
  },
  { name: 'no line end at the end', before: 'DEBUG=true', set: { A: '1' }, after: 'DEBUG=true\nA=1' },
  {
    name: 'CRLF',
    before: 'A=old\r\nB=2\r\n',
    set: { A: 'new', C: '3' },
    after: 'A=new\r\nB=2\r\nC=3\r\n',
  },
  {
    name: 'export, and a comment behind the value',
    before: 'export A=old # why\n',
    set: { A: 'x?y' },
    after: "export A='x?y' # why\n",
  },
  {
    name: 'single quotes, which are kept',
    before: "A='old' # it's old\n",
    set: { A: 'new' },
    after: "A='new' # it's old\n",
  },
  { name: 'double quotes, which are kept', before: 'A="old"\n', set: { A: 'new' }, after: 'A="new"\n' },
  {
    name: 'double quotes, which cannot hold the value',
    before: 'A="old"\n',
    set: { A: 'p$ss"`' },
    after: "A='p$ss\"`'\n",
  },
  {
    name: 'single quotes, which cannot hold the value',
    before: "A='old'\n",
    set: { A: "it's" },
    after: 'A="it\'s"\n',
  },
  { name: 'no quotes, which it needs', before: 'A=old\n', set: { A: 'a b' }, after: "A='a b'\n" },
  {
    name: 'nothing, and a comment behind it',
    before: 'A= # none yet\nB=\nC=',
    set: { A: '1', B: '2', C: '3' },
    after: 'A=1 # none yet\nB=2\nC=3',
  },
  {
    name: 'nothing behind a colon',
    before: 'A: \nB: old\n',
    set: { A: '1', B: '2' },
    after: 'A=1 \nB=2\n',
  },
  { name: 'a value that begins with #', before: 'A=#x\n', set: { A: '1' }, after: 'A=1\n' },
  {
    name: 'a reference, in quotes that let it be one',
    before: 'A=\'old\'\nB="old"\n',
    set: { A: '${A}', B: '${B}', C: '${POSTGRES_PASSWORD}' },
    after: 'A=${A}\nB="${B}"\nC=${POSTGRES_PASSWORD}\n',
  },
  {
    name: 'a value of several lines, one of which looks like the variable',
    before: 'KEY="-----BEGIN\nA=1\n-----END"\nA=old\n',
    set: { A: 'new' },
    after: 'KEY="-----BEGIN\nA=1\n-----END"\nA=new\n',
  },
  {
    name: 'blanks around "=", which a shell does not take for an assignment',
    before: 'A = 1\nexport B =\t"old" # why\nC= # none yet\nD = # none yet\n',
    set: { A: '1', B: '2', C: '3', D: '4' },
    after: 'A=1\nexport B="2" # why\nC=3 # none yet\nD=4 # none yet\n',
  },
  {
    name: 'a value in backticks of several lines, one of which looks like the variable',
    before: 'KEY=`one\nA=1\ntwo`\nB=x\n',
    set: { A: 'new' },
    after: 'KEY=`one\nA=1\ntwo`\nB=x\nA=new\n',
    warnings: ['unreadable-value'],
  },
  {
    name: 'a mark that is not closed',
    before: 'KEY="oops\nA=old\n',
    set: { A: 'new' },
    after: 'KEY="oops\nA=new\n',
    warnings: ['unreadable-value'],
  },
  {
    name: 'the variable commented, which stays so',
    before: '# A=example\nB=1\n',
    set: { A: 'new' },
    after: '# A=example\nB=1\nA=new\n',
  },
  {
    name: 'the variable twice',
    before: 'A=1\nB=x\nA=2\n',
    set: { A: '3' },
    after: 'A=1\nB=x\nA=3\n',
    warnings: ['duplicate-variable'],
  },
  {
    name: 'the same value, written in quotes that it does not need',
    before: "A='x'\nB=\"it's\"\n",
    set: { A: 'x', B: "it's" },
    after: "A='x'\nB=\"it's\"\n",
  },
  {
    name: 'the same value, written such that not all read the same',
    before: 'A=a b#c\n',
    set: { A: 'a b#c' },
    after: "A='a b#c'\n",
  },
])('in a file with $name, the variables get their values, and nothing else changes', (one) => {
  const variables = new Map(Object.entries(one.set));
  const { text, warnings } = setVariables(one.before, variables, PATH);
  expect(text).toBe(one.after);
  expect(warnings.map(({ code }) => code)).toEqual(one.warnings ?? []);
  expect(setVariables(text, variables, PATH).text).toBe(text);
  for (const [key, value] of variables) expect(variablesOf(text).get(key)).toBe(value);
});

test.each([
  'a\nb',
  'a\rb',
  'a\u0000',
  'x${HOME}y',
  '${a b}',
  "it's $5",
  "it's \\",
  'two\\\\backslashes',
  'ends with \\',
  '\ud800',
])('%j is refused, and not shown', (value) => {
  const problems = refusalOf(() =>
    setVariables(
      '',
      new Map([
        ['PASSWORD', `secret${value}`],
        ['1A', ''],
      ]),
      PATH,
    ),
  );
  expect(problems.map(({ code, path }) => [code, path])).toEqual([
    ['unwritable-value', PATH],
    ['bad-key', PATH],
  ]);
  expect(JSON.stringify(problems)).not.toContain('secret');
});

test('a mark that is not closed is warned of, with its line and not with the value', () => {
  const text = "# it's\nA=old\nB='a' \"b\" it\\'s\nC=it's secret\nexport D=\"secret\nE=`secret\nx`\n";
  const { warnings } = setVariables(text, new Map([['A', '1']]), PATH);
  expect(
    warnings.map(({ code, path, message }) => [code, path, /value of .*?\)/.exec(message)?.[0]]),
  ).toEqual([
    ['unreadable-value', PATH, 'value of C (line 4)'],
    ['unreadable-value', PATH, 'value of D (line 5)'],
    ['unreadable-value', PATH, 'value of E (line 6)'],
  ]);
  expect(JSON.stringify(warnings)).not.toContain('secret');
});

test('a mark that is not closed is said, where the new variable would end up behind it', () => {
  const open = 'A=1\nB="not closed\n';
  expect(setVariables(open, new Map([['A', '2']]), PATH).text).toBe('A=2\nB="not closed\n');
  expect(refusalOf(() => setVariables(open, new Map([['C', "#'"]]), PATH))[0]?.code).toBe('cannot-edit');
});

test('a password that a file has is found, however it is written', () => {
  const text = [
    'PLAIN=a#b',
    "SINGLE='a # b' # c",
    'DOUBLE="a \\"b\\" \\$c \\x"',
    'export EXPORTED = x ',
    'COLON: y',
    'EMPTY=',
    'not an assignment',
    'LAST="z',
  ].join('\n');
  expect(Object.fromEntries(variablesOf(text))).toEqual({
    PLAIN: 'a#b',
    SINGLE: 'a # b',
    DOUBLE: 'a "b" $c \\x',
    EXPORTED: 'x',
    COLON: 'y',
    EMPTY: '',
    LAST: '"z',
  });
});
