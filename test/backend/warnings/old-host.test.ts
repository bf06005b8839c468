import type { Notice } from '../../../src/index';
import { chatbot, deployment, KUSTOMIZATION, secretFile } from '../../fixtures/chatbot';
import { composition, planOf, synthesize } from '../../in-process';
import { TemporaryRepository, type Files } from '../../temporary-repository';

const PASSWORD = 'oldPw7Kq3';
const OLD = `postgresql://shop:${PASSWORD}@postgres:5432/shop`;

const SERVER = `apiVersion: v1
kind: Service
metadata: { name: postgres }
spec: { selector: { app: old }, ports: [{ port: 5432 }] }
---
apiVersion: apps/v1
kind: Deployment
metadata: { name: old }
spec:
  selector: { matchLabels: { app: old } }
  template:
    metadata: { labels: { app: old } }
    spec:
      containers:
        - name: postgres
          image: postgres:15
          readinessProbe: { exec: { command: [pg_isready, -h, postgres, -p, '5432'] } }
`;

/** A repository whose backend has FIELDS in its pod, and these in its container. */
function repository(
  pod: string,
  container = '',
  { server = SERVER, url = OLD }: { server?: string; url?: string } = {},
): TemporaryRepository {
  const files: Files = chatbot({
    'k8s/base/backend/secret.yaml': secretFile(url),
    'k8s/base/backend/deployment.yaml': deployment()
      .replace('      containers:\n', `${pod}      containers:\n`)
      .replace('          env:\n', `${container}          env:\n`),
    'k8s/base/old.yaml': server,
    'k8s/base/kustomization.yaml': KUSTOMIZATION.replace('resources:\n', 'resources:\n  - old.yaml\n'),
  });
  return new TemporaryRepository(files);
}

const replacing = composition({ replaceDatabase: true });

function oldHosts(made: TemporaryRepository): Notice[] {
  return planOf(made, { compose: replacing }).warnings.filter(({ code }) => code === 'old-host');
}

const init = (command: string): string =>
  `      initContainers: [{ name: wait, image: busybox, command: ${JSON.stringify(['sh', '-c', command])} }]\n`;

test('an init container that waits for the old server is named, with its file and the new host', () => {
  expect(oldHosts(repository(init('until pg_isready -h postgres -p 5432; do sleep 2; done')))).toEqual([
    {
      code: 'old-host',
      path: 'k8s/base/backend/deployment.yaml',
      message:
        'init container wait of Deployment backend still names the host postgres (command); lead it to database-service, or the pod may never start',
    },
  ]);
});

test.each([
  'nc -z postgres 5432',
  'nc -z -w 2 postgres.default.svc 5432',
  './wait-for-it.sh postgres:5432 --timeout=30',
  'psql --host=postgres -U shop',
  'psql postgresql://shop@postgres/shop',
  'timeout 1 bash -c "</dev/tcp/postgres/5432"',
  'pg_isready -hpostgres',
  'dockerize -wait tcp://postgres:5432',
  'mysql_wait --host postgres',
])('%s waits for it', (command) => {
  expect(oldHosts(repository(init(command)))).toHaveLength(1);
});

test.each([
  'pg_isready -h database-service -U postgres',
  'psql -h database-service -d postgres',
  'echo postgres is nice; sleep 5432',
  'nc -z redis-postgres 6379',
  'createuser postgres',
  'pg_isready -h localhost -p 5432',
  'pg_isready -h db.example.org',
  './run --image postgres:15',
])('%s does not', (command) => {
  expect(oldHosts(repository(init(command)))).toEqual([]);
});

test('a host that no Service has is found too, also where there was a placeholder only', () => {
  const url = 'postgresql://user:password@postgres:5432/app';
  const made = (command: string): TemporaryRepository =>
    repository(init(command), '', {
      server: SERVER.replaceAll(/(?<=name: |-h, )postgres/g, 'other'),
      url,
    });
  expect(oldHosts(made('until nc -z postgres 5432; do sleep 2; done'))).toHaveLength(1);
  expect(oldHosts(made('until nc -z db 5432; do sleep 2; done'))[0]?.message).toContain(
    'the host db (command)',
  );
  expect(oldHosts(made('until nc -z other 5432; do sleep 2; done'))).toEqual([]);
});

test('probes, arguments and other variables, also of ConfigMaps, are one notice of their container', () => {
  const made = repository(
    '',
    `          args: [serve, --db-host=postgres]
          readinessProbe: { exec: { command: [pg_isready, -h, postgres] } }
          envFrom: [{ configMapRef: { name: settings } }]
`,
    {
      server: `${SERVER}---\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: settings }\ndata: { DB_HOST: postgres, POSTGRES_USER: postgres, REPORTS_URL: '${OLD}' }\n`,
    },
  );
  const found = oldHosts(made);
  expect(found.map(({ message }) => message)).toEqual([
    'container backend of Deployment backend still names the host postgres (args, readinessProbe, variable DB_HOST (ConfigMap settings), variable REPORTS_URL (ConfigMap settings)); lead it to database-service, if it means the database that has moved',
  ]);
  expect(found[0]?.message).not.toContain(PASSWORD);
});

test('the old server itself, and the variable that moves, are no reason for a word', () => {
  expect(oldHosts(repository(''))).toEqual([]);
});

test('what waits for the new database is right, in the synth that makes it and in the next', () => {
  const made = repository(init('until nc -z database-service 5432; do sleep 2; done'));
  expect(oldHosts(made)).toEqual([]);
  synthesize(made, { compose: replacing });
  expect(oldHosts(made)).toEqual([]);
});
