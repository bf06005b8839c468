import { setTimeout as sleep } from 'node:timers/promises';
import { ownDatabase } from './own-database';

test('a function of the application’s is not called by what brings changes in as the superuser', async () => {
  const { namespace, pod } = await ownDatabase(
    'superuser',
    '{ storage: { size: Size.mebibytes(600) }, resources: { cpuRequest: 0.05 } }',
  );
  // What PostgreSQL 14 allows everybody, and databases that come from it have kept.
  await pod.sql('grant create on schema public to public', 'postgres');
  await pod.sql(
    `set role app;
    create function format(text, text, text) returns text language plpgsql as
      'begin create role climbed superuser; return pg_catalog.format($1, $2, $3); end'`,
    'postgres',
  );
  const inPod = ['exec', 'database-0', '-c', 'postgres', '--', 'sh', '-c'];
  const applied = '/var/run/postgresql/applied';
  await namespace.kubectl([...inPod, `rm ${applied}`]);
  // The next probe does all of it again.
  while ((await namespace.kubectl([...inPod, `if [ -f ${applied} ]; then echo again; fi`])).stdout === '') {
    await sleep(200);
  }
  expect(await pod.sql("select count(*) from pg_roles where rolname = 'climbed'")).toBe('0');
});
