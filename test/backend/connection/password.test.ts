import { inspect } from 'node:util';
import { Password, Refusal } from '../../../src/index';

const VARIABLE = 'CDK8S_DATABASE_TEST_PASSWORD';

afterEach(() => {
  Reflect.deleteProperty(process.env, VARIABLE);
});

function codeOf(work: () => unknown): string | undefined {
  try {
    work();
  } catch (error) {
    if (error instanceof Refusal) return error.problems[0]?.code;
    throw error;
  }
  return undefined;
}

test('is no value until a synth looks it up, with what is kept for it', () => {
  const password = Password.fromEnvironment(VARIABLE);
  const asked: unknown[] = [];
  password.keep('kept');

  password.bind((variable, kept) => {
    asked.push(variable, kept);
    return 'found';
  });

  expect(asked).toEqual([VARIABLE, 'kept']);
  expect(password.value).toBe('found');
});

test('outside of a synth it is the environment variable’s', () => {
  process.env[VARIABLE] = 'given';

  expect(Password.fromEnvironment(VARIABLE).value).toBe('given');
});

test.each([undefined, ''])('outside of a synth, with the variable %j, there is none', (value) => {
  if (value !== undefined) process.env[VARIABLE] = value;

  expect(codeOf(() => Password.fromEnvironment(VARIABLE).value)).toBe('password-needed');
});

test('of a Secret in the cluster is never known, and never looked up', () => {
  const password = Password.fromSecret('elsewhere');
  password.bind(() => 'looked up');

  expect(password.secretName).toBe('elsewhere');
  expect(codeOf(() => password.value)).toBe('password-not-known');
});

test.each(['', 'My_Secret', 'a.', '~'])('no Secret has the name %j', (name) => {
  expect(codeOf(() => Password.fromSecret(name))).toBe('wrong-type');
});

test('shows nothing of itself where it is printed', () => {
  const password = Password.fromEnvironment(VARIABLE);
  password.keep('hunter2');
  password.bind(() => 'hunter2');

  expect(JSON.stringify(password) + inspect(password, { depth: 9 })).not.toContain('hunter2');
});
