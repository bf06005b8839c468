import { passwordValue } from '../../../src/backend/connection/password';
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

test('outside of a synth it is the environment variable’s', () => {
  process.env[VARIABLE] = 'given';

  expect(passwordValue(Password.fromEnvironment(VARIABLE), undefined)).toBe('given');
});

test.each([undefined, ''])('outside of a synth, with the variable %j, there is none', (value) => {
  if (value !== undefined) process.env[VARIABLE] = value;

  expect(codeOf(() => passwordValue(Password.fromEnvironment(VARIABLE), undefined))).toBe('password-needed');
});

test('of a Secret in the cluster is never known', () => {
  const password = Password.fromSecret('elsewhere');

  expect(password.secretName).toBe('elsewhere');
  expect(codeOf(() => passwordValue(password, undefined))).toBe('password-not-known');
});

test.each(['', 'My_Secret', 'a.', '~'])('no Secret has the name %j', (name) => {
  expect(codeOf(() => Password.fromSecret(name))).toBe('wrong-type');
});
