import { Password } from 'cdk8s-database';
import { CHATBOT } from '../../fixtures/chatbot';
import { planOf, problemsOf, synthesize, type Composition } from '../../in-process';
import { PostgresDatabase, type PostgresDatabaseProps } from '../../../src/index';
import { TemporaryRepository } from '../../temporary-repository';

/** A database of which no application's Secret says what it is called. */
const alone =
  (props: PostgresDatabaseProps): Composition =>
  (app) => {
    new PostgresDatabase(app, 'database', props);
  };

test.each<[string, PostgresDatabaseProps, PostgresDatabaseProps, string]>([
  [
    'the database, where the cluster has the password',
    { password: Password.fromSecret('login') },
    { database: 'shop', password: Password.fromSecret('login') },
    'has the database app of app, but main.ts now has shop of app',
  ],
  ['the database, where nobody reads the URL', {}, { database: 'shop' }, 'main.ts now has shop of app'],
  ['the role, where nobody reads the URL', {}, { user: 'keeper' }, 'main.ts now has app of keeper'],
])('another name is refused, which the server has not: %s', (_, before, after, message) => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: alone(before) });

  expect(problemsOf(repository, { compose: alone(after) })).toEqual([
    { code: 'login-renamed', path: 'k8s/base/database', message: expect.stringContaining(message) as string },
  ]);
  expect(
    planOf(repository, { compose: alone(before) }).changes.every(({ action }) => action === 'unchanged'),
  ).toBe(true);
  synthesize(repository, { compose: alone(after), flags: { force: true, inPlace: true } });
});
