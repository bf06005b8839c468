import { deployment } from '../../fixtures/chatbot';
import { codesOf, planOf, problemsOf } from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

/** A backend that reads a whole Secret without DATABASE_URL, and CONFIG, a ConfigMap, as MORE says. */
function repositoryOf(secret: string, config = 'PORT: "80"', more = ''): TemporaryRepository {
  const reads = `envFrom: [{ secretRef: { name: keys } }, { configMapRef: { name: config } }]\n      ${more}\n`;
  return new TemporaryRepository({
    'k8s/base/kustomization.yaml': 'resources: [backend.yaml, keys.yaml, config.yaml]\n',
    'k8s/base/backend.yaml': deployment().replace(/env:[^]*$/, reads),
    'k8s/base/keys.yaml': `apiVersion: v1\nkind: Secret\nmetadata: { name: keys }\nstringData: { ${secret} }\n`,
    'k8s/base/config.yaml': `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: config }\ndata: { ${config} }\n`,
  });
}

test.each([
  ['MySQL’s variables', 'MYSQL_HOST: mysql, MYSQL_PASSWORD: x', undefined, ''],
  ['the variable of another library', 'JWT: x', 'TYPEORM_CONNECTION: sqlite', ''],
  [
    'a mounted file',
    'JWT: x',
    '"application.yml": "url: jdbc:h2:mem:x"',
    'volumes: [{ name: c, configMap: { name: config } }]',
  ],
])('a Secret gains no key beside %s', (_, secret, config, more) => {
  const problems = problemsOf(repositoryOf(secret, config, more));
  expect(codesOf(problems)).toEqual(['no-connection']);
});

test('it does where nothing tells of a database, and that is said', () => {
  expect(codesOf(planOf(repositoryOf('JWT: x')).warnings)).toContain('key-added');
});
