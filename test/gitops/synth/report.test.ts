import { AS_IT_WAS, fileChange, type Plan } from '../../../src/gitops/plan/plan';
import { Refusal, type Notice } from '../../../src/text/refusal';
import { presentPlan, presentRefusal } from '../../../src/gitops/synth/report';
import type { SynthOptions } from '../../../src/gitops/synth/synth-options';

const OPTIONS: SynthOptions = {
  repository: '/repository',
  base: 'k8s/base',
  output: undefined,
  mode: 'write',
  json: false,
  force: false,
};
const CHANGED: Plan = {
  changes: [
    fileChange({ path: 'a', file: '/repository/a' }, undefined, Buffer.from('x\n'), 'synthesized'),
    fileChange({ path: 'b', file: '/repository/b' }, Buffer.from('y\n'), undefined, 'no longer synthesized'),
    fileChange({ path: 'c', file: '/repository/c' }, Buffer.from('z'), Buffer.from('z'), 'synthesized'),
  ],
  warnings: [{ code: 'claim-kept', path: 'a', message: 'is worth a look' }],
  leftoverTempFiles: [],
};
const SETTLED: Plan = { ...CHANGED, changes: CHANGED.changes.slice(2), warnings: [] };

const mockSaid = { stdout: '', stderr: '' };
jest.mock('../../../src/gitops/synth/standard-streams', () => ({
  writeOut: (text: string) => (mockSaid.stdout += text),
  writeErr: (text: string) => (mockSaid.stderr += text),
}));
const said = mockSaid;

let status: typeof process.exitCode;

beforeEach(() => {
  Object.assign(said, { stdout: '', stderr: '' });
  status = process.exitCode;
});

afterEach(() => {
  process.exitCode = status;
});

test('what was written is summed up, with the reason for each change', () => {
  presentPlan(CHANGED, OPTIONS);

  expect(said.stdout).toBe(
    'create  a (synthesized)\ndelete  b (no longer synthesized)\n' +
      '1 created, 0 updated, 1 deleted, 1 unchanged: /repository\n',
  );
  expect(process.exitCode).toBe(status);
});

test('a name with control characters makes no line, and moves no cursor', () => {
  const path = 'a\u001b[2J\nerror: forged\u009b\u202e.yaml';
  const shown = 'a\\u{1b}[2J\\nerror: forged\\u{9b}\\u{202e}.yaml';
  const change = fileChange({ path, file: '/a' }, undefined, Buffer.from('x'), 'made');
  const warnings: Notice[] = [{ code: 'claim-kept', path, message: `is ${path}` }];

  presentPlan({ changes: [change], warnings, leftoverTempFiles: [] }, OPTIONS);
  presentRefusal(new Refusal(warnings));

  const line = `${shown}: is ${shown} (claim-kept)\n`;
  expect(said.stderr).toBe(`warning: ${line}error: ${line}`);
  expect(said.stdout).toContain(`create  ${shown} (made)\n`);
  expect(new Refusal(warnings).message).toBe(line.trimEnd());
});

test('what is copied to the output as it is in the repository is counted, and not listed', () => {
  const [first] = CHANGED.changes;
  const copied = first && { ...first, path: 'c', reason: AS_IT_WAS };
  presentPlan({ ...CHANGED, changes: [...CHANGED.changes, ...(copied ? [copied] : [])] }, OPTIONS);

  expect(said.stdout).toBe(
    'create  a (synthesized)\ndelete  b (no longer synthesized)\n' +
      '2 created, 0 updated, 1 deleted, 1 unchanged; 1 of these are as in the repository, and not listed: /repository\n',
  );
});

test('warnings go to stderr, so that stdout is the outcome alone', () => {
  presentPlan(CHANGED, OPTIONS);

  expect(said.stderr).toBe('warning: a: is worth a look (claim-kept)\n');
});

test('JSON has the changes and the warnings, and no content of a file', () => {
  presentPlan(CHANGED, { ...OPTIONS, json: true, mode: 'check' });

  expect(JSON.parse(said.stdout)).toEqual({
    base: OPTIONS.base,
    changes: [
      { path: 'a', action: 'create', reason: 'synthesized' },
      { path: 'b', action: 'delete', reason: 'no longer synthesized' },
      { path: 'c', action: 'unchanged', reason: 'synthesized' },
    ],
    warnings: [{ code: 'claim-kept', path: 'a', message: 'is worth a look' }],
  });
});

test.each([
  ['write', CHANGED, undefined],
  ['dry-run', CHANGED, undefined],
  ['check', SETTLED, undefined],
  ['check', CHANGED, 1],
] as const)('%s: the exit status is that of what was asked', (mode, plan, expected) => {
  process.exitCode = undefined;

  presentPlan(plan, { ...OPTIONS, json: true, mode });

  expect(process.exitCode).toBe(expected);
});

test('a difference has another status where the command line asked for one', () => {
  presentPlan(CHANGED, { ...OPTIONS, json: true, mode: 'check', differenceStatus: 3 });

  expect(process.exitCode).toBe(3);
});

test('a refusal says every problem on a line of its own, and ends with 2', () => {
  presentRefusal(
    new Refusal([
      { code: 'no-base', path: 'a', message: 'is wrong' },
      { code: 'no-file', path: 'b', message: 'is wrong too' },
    ]),
  );

  expect(said).toEqual({
    stdout: '',
    stderr: 'error: a: is wrong (no-base)\nerror: b: is wrong too (no-file)\n',
  });
  expect(process.exitCode).toBe(2);
});
