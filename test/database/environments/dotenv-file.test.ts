import { DatabaseUrl } from 'cdk8s-database';
import { laptopVariables, productionVariables } from '../../../src/database/environments/dotenv-file';
import { setVariables } from '../../../src/editors/dotenv/dotenv-editor';
import { refusalOf } from '../../refusal-of';

const url = new DatabaseUrl({
  host: 'database-service',
  database: 'test_db',
  user: 'test_user',
  driver: 'asyncpg',
  tls: 'require',
});

const written = (variables: ReadonlyMap<string, string>): string =>
  setVariables('', variables, '.env.test').text;

test('a laptop’s file has the URL for programs outside of containers, and the one for those inside', () => {
  const variables = laptopVariables({
    key: 'TEST_DATABASE_URL',
    password: 'test_password',
    passwordVariable: 'POSTGRES_PASSWORD',
    port: 5433,
    service: 'test-db',
    url,
    variables: { TESTING_MODE: 'true', STRICT_HEALTH_CHECKS: 'false' },
  });
  expect(written(variables)).toBe(
    [
      'TEST_DATABASE_URL=postgresql+asyncpg://test_user:test_password@localhost:5433/test_db?ssl=require',
      'TEST_DATABASE_URL_IN_DOCKER=postgresql+asyncpg://test_user:test_password@test-db:5432/test_db?ssl=require',
      'POSTGRES_PASSWORD=test_password',
      'TESTING_MODE=true',
      'STRICT_HEALTH_CHECKS=false',
      '',
    ].join('\n'),
  );
});

test('without a port there is the one for containers alone; a password is encoded in it, and in quotes beside it', () => {
  const variables = laptopVariables({
    key: 'DATABASE_URL',
    password: 'p@ss $1',
    passwordVariable: 'POSTGRES_PASSWORD',
    service: 'db',
    url,
  });
  expect(written(variables)).toBe(
    [
      'DATABASE_URL=postgresql+asyncpg://test_user:p%40ss%20%241@db:5432/test_db?ssl=require',
      "POSTGRES_PASSWORD='p@ss $1'",
      '',
    ].join('\n'),
  );
});

test('production’s file has references', () => {
  const variables = productionVariables({
    key: 'DATABASE_URL',
    variables: { ENVIRONMENT: 'production', STRICT_HEALTH_CHECKS: 'true' },
  });
  expect(written(variables)).toBe(
    [
      'DATABASE_URL=${DATABASE_URL}',
      'POSTGRES_PASSWORD=${POSTGRES_PASSWORD}',
      'ENVIRONMENT=production',
      'STRICT_HEALTH_CHECKS=true',
      '',
    ].join('\n'),
  );
});

test('what the database says itself cannot be among the variables, and is not shown', () => {
  const variables = { POSTGRES_PASSWORD: 'hunter2', DATABASE_URL: 'postgresql://a:hunter2@b/c' };
  const problems = refusalOf(() => productionVariables({ key: 'DATABASE_URL', variables }));
  expect(problems[0]?.code).toBe('own-variable');
  expect(JSON.stringify(problems)).not.toContain('hunter2');
});
