import { readStatus } from '../../src/cluster/status/read-status';
import { jobEnded } from './job-ended';
import { ownDatabase } from './own-database';

test('the last backup and the last drill are shown as they were, with what both have measured', async () => {
  const { namespace } = await ownDatabase(
    'status-backup',
    '{ backup: { drill: {} }, storage: { size: Size.mebibytes(400) }, resources: { cpuRequest: 0.05 } }',
  );
  for (const name of ['backup', 'drill']) {
    await namespace.kubectl(['create', 'job', `${name}-now`, `--from=cronjob/database-${name}`]);
    await jobEnded(namespace, `${name}-now`);
  }
  const { databases, warnings } = await readStatus(namespace.cluster, []);
  expect(warnings).toEqual([]);
  const measured: unknown = expect.any(Number);
  expect(databases).toMatchObject([
    {
      backups: [{ cronJob: 'database-backup', late: false, result: { bytes: measured, seconds: measured } }],
      drill: { cronJob: 'database-drill', result: { restoreSeconds: measured, dataAgeSeconds: measured } },
    },
  ]);
}, 200_000);
