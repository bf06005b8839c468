import { Size } from 'cdk8s';
import { BackupStore } from 'cdk8s-database';
import { backupTable } from '../../src/cluster/jobs/backup-table';
import { listJob } from '../../src/cluster/jobs/list-backups';
import type { CronJob } from '../../src/cluster/status/objects';
import { renderedFiles, renderedObjects } from '../database/rendered';

const BUCKET = { endpoint: 'https://s3.example.com', bucket: 'shop', credentialsSecret: 'keys' };
const files = renderedFiles({
  backup: { to: [BackupStore.newClaim({ size: Size.gibibytes(1) }), BackupStore.s3(BUCKET)] },
});

function restoreOf(name: string): CronJob {
  const all = renderedObjects<CronJob>(files, 'cronjob.yaml');
  const cronJob = all.find(({ metadata }) => metadata.name === name);
  if (cronJob === undefined) throw new Error(`there is no ${name}`);
  return cronJob;
}

test('the Job is a restore’s pod with the program that lists, without the container that needs the server', () => {
  const restore = restoreOf('database-restore-2');
  const job = listJob(restore, 'one') as CronJob & { readonly spec: CronJob['spec']['jobTemplate']['spec'] };
  expect(job.metadata).toEqual({ name: 'one' });
  const { containers, initContainers, volumes } = job.spec.template.spec;
  expect(containers.map(({ command }) => command)).toEqual([['/bin/sh', '/etc/backup/list.sh']]);
  expect(initContainers?.map(({ name }) => name)).toEqual(['tools']);
  expect(volumes).toEqual(restore.spec.jobTemplate.spec.template.spec.volumes);
  const [programs] = renderedObjects<{ readonly data: object }>(files, 'configmap.yaml').filter(
    ({ data }) => 'restore.sh' in data,
  );
  expect(programs?.data).toHaveProperty(['list.sh']);
});

test('each backup has a line, with its age, its size and the server that it is of', () => {
  const backups = [
    { backup: '20261127T020000Z', bytes: 12_345_678, version: '17.5 (Debian 17.5-1.pgdg120+1)' },
    { backup: '20261128T020000Z' },
    { backup: '20261129T020000Z', bytes: 900, version: '17.6\u001b[2J' },
  ];
  const now = Date.parse('2026-11-29T06:00:00Z');
  expect(backupTable(1, restoreOf('database-restore'), { backups }, now))
    .toBe(`store 1, claim database-backup; backups: 3
  20261127T020000Z  2 d 4 h ago  12 MiB                       PostgreSQL 17.5
  20261128T020000Z  1 d 4 h ago  its manifest cannot be read
  20261129T020000Z  4 h ago      900 B                        PostgreSQL 17.6\\u{1b}[2J
`);
  expect(backupTable(2, restoreOf('database-restore-2'), { backups: [] }, now)).toBe(
    'store 2, s3:https://s3.example.com/shop/database; no backups\n',
  );
});
