import { effectiveEnvironment, type ContentOf } from '../../../src/backend/environment/effective-environment';

const OBJECTS: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'ConfigMap settings': { HOST: 'db', DATABASE_URL: 'sqlite:///a.db', LOG: 'info' },
  'Secret login': { DATABASE_URL: 'postgresql://db/app', password: 'pw' },
};

const contentOf: ContentOf<string> = (kind, name) => {
  const object = OBJECTS[`${kind} ${name}`];
  return (
    object &&
    new Map(Object.entries(object).map(([key, value]) => [key, { value, origin: `${kind}/${name}` }]))
  );
};

function valuesOf(container: unknown): Record<string, string | undefined> {
  const { variables } = effectiveEnvironment(container, contentOf);
  return Object.fromEntries([...variables].map(([name, { value }]) => [name, value]));
}

const SETTINGS = { configMapRef: { name: 'settings' } };
const LOGIN = { secretRef: { name: 'login' } };

test('a later source of envFrom overrides an earlier one, and env overrides both', () => {
  expect(valuesOf({ envFrom: [SETTINGS, LOGIN] })['DATABASE_URL']).toBe('postgresql://db/app');
  expect(valuesOf({ envFrom: [LOGIN, SETTINGS] })['DATABASE_URL']).toBe('sqlite:///a.db');
  const env = [{ name: 'DATABASE_URL', value: 'mine' }];
  expect(valuesOf({ env, envFrom: [LOGIN, SETTINGS] })['DATABASE_URL']).toBe('mine');
});

test('a prefix is put before each key', () => {
  expect(valuesOf({ envFrom: [{ ...LOGIN, prefix: 'APP_' }] })).toEqual({
    APP_DATABASE_URL: 'postgresql://db/app',
    APP_password: 'pw',
  });
});

test('$(NAME) is an earlier variable, also of envFrom; an unknown one and $$(NAME) stay', () => {
  const env = [
    { name: 'PW', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } },
    { name: 'URL', value: 'postgresql://app:$(PW)@$(HOST)/$(LATER)?x=$$(PW)' },
    { name: 'LATER', value: 'x' },
  ];
  const { variables } = effectiveEnvironment({ env, envFrom: [SETTINGS] }, contentOf);
  expect(variables.get('URL')).toMatchObject({
    value: 'postgresql://app:pw@db/$(LATER)?x=$(PW)',
    composedOf: ['PW', 'HOST'],
  });
});

test('what the cluster alone knows has no value, nor has what is composed of it', () => {
  const env = [
    { name: 'PW', valueFrom: { secretKeyRef: { name: 'by-hand', key: 'password' } } },
    { name: 'URL', value: 'postgresql://app:$(PW)@db/app' },
    { name: 'NODE', valueFrom: { fieldRef: { fieldPath: 'spec.nodeName' } } },
  ];
  const { variables, absent } = effectiveEnvironment(
    { env, envFrom: [{ prefix: 'A_', secretRef: { name: 'by-hand', optional: true } }] },
    contentOf,
  );
  expect([...variables.values()].map(({ value }) => value)).toEqual([undefined, undefined, undefined]);
  expect(variables.get('PW')?.reference).toEqual({
    kind: 'Secret',
    name: 'by-hand',
    key: 'password',
    held: undefined,
    isThere: false,
  });
  expect(absent).toEqual([{ kind: 'Secret', name: 'by-hand', prefix: 'A_', isOptional: true }]);
});

test('an entry with a value and a reference, which the API server refuses, has the value that was put over it', () => {
  const env = [{ name: 'X', value: 'mine', valueFrom: { secretKeyRef: { name: 'login', key: 'password' } } }];
  expect(valuesOf({ env })).toEqual({ X: 'mine' });
});

test('an optional key that the object does not have gives no variable', () => {
  const missing = { name: 'login', key: 'nothing', optional: true };
  expect(valuesOf({ env: [{ name: 'X', valueFrom: { secretKeyRef: missing } }] })).toEqual({});
});
