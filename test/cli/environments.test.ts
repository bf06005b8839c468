import { run } from '../command-line';
import { chatbot } from '../fixtures/chatbot';
import { TemporaryRepository } from '../temporary-repository';

const PROGRAM = `import { BackendSecret, GitOpsApp, PostgresDatabase } from 'cdk8s-database';

const app = new GitOpsApp();
const database = new PostgresDatabase(app, 'database', {
  environments: { test: { compose: { service: 'test-db', port: 5433 }, database: 'test_db' } },
});
new BackendSecret(app, 'backend-secret', { value: database.url() });
app.synth();
`;

function environments(...flags: string[]): { readonly stdout: string; readonly written: boolean } {
  const repository = new TemporaryRepository(chatbot({ 'main.ts': PROGRAM }));
  const before = repository.tree();
  const { status, stderr, stdout } = run(['environments', 'main.ts', ...flags], {
    directory: repository.root,
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  return { stdout, written: JSON.stringify(repository.tree()) !== JSON.stringify(before) };
}

test('are a line each, without a password that nobody has given, and nothing is written', () => {
  const { stdout, written } = environments();
  expect(stdout).toBe(
    [
      'environment  host              port  database  user  url                                                                                                  source',
      'base         database-service  5432  app       app   postgresql+psycopg2://app:***@database-service:5432/app?sslmode=require&channel_binding=require      k8s/base/backend/secret.yaml: DATABASE_URL',
      'test         localhost         5433  test_db   app   postgresql+psycopg2://app:***@localhost:5433/test_db?sslmode=require&channel_binding=require         .env.test: DATABASE_URL',
      'test         database-service  5432  test_db   app   postgresql+psycopg2://app:***@database-service:5432/test_db?sslmode=require&channel_binding=require  k8s/overlays/test/database: DATABASE_URL',
      '',
    ].join('\n'),
  );
  expect(written).toBe(false);
});

test('are JSON for programs', () => {
  const report = JSON.parse(environments('--json').stdout) as { environments: { environment: string }[] };
  expect(report.environments.map(({ environment }) => environment)).toEqual(['base', 'test', 'test']);
});
