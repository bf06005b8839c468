import { Size } from 'cdk8s';
import { BackupStore } from 'cdk8s-database';
import type { ClusterObject } from '../../src/cluster/cluster';
import { storesOf, type Purpose } from '../../src/cluster/jobs/find-cron-job';
import { jobName, jobOfCronJob } from '../../src/cluster/jobs/job-of-cron-job';
import { wordsOf } from '../../src/cluster/jobs/job-words';
import type { JobStatus } from '../../src/cluster/status/status';
import { sorted, type CronJob, type Found } from '../../src/cluster/status/objects';
import { renderedFiles, renderedObjects } from '../database/rendered';

/** What a cluster has of it, if a kustomization puts PREFIX and SUFFIX around its names. */
function inCluster(prefix = '', suffix = ''): Found {
  const to = [BackupStore.newClaim({ size: Size.gibibytes(1) }), BackupStore.claim({ name: 'nas' })];
  const files = renderedFiles({ backup: { to, drill: {}, wal: {} } });
  const named = ['statefulset.yaml', 'cronjob.yaml'].flatMap((file) =>
    renderedObjects<ClusterObject>(files, file).map((object) => ({
      ...object,
      metadata: { ...object.metadata, name: `${prefix}${object.metadata.name}${suffix}` },
    })),
  );
  return sorted(named);
}

const serverOf = ({ statefulSets: [server] }: Found): Found['statefulSets'][number] => {
  if (server === undefined) throw new Error('there is no StatefulSet');
  return server;
};

test.each([
  ['', ''],
  ['shop-', ''],
  ['', '-2'],
  ['database-', '-backup'],
])('with the prefix %j and the suffix %j, each store has its CronJobs', (prefix, suffix) => {
  const found = inCluster(prefix, suffix);
  for (const purpose of ['backup', 'restore'] as const) {
    const stores = storesOf(found, serverOf(found), purpose);
    expect([...stores].map(([number, { metadata }]) => [number, metadata.name])).toEqual([
      [1, `${prefix}database-${purpose}${suffix}`],
      [2, `${prefix}database-${purpose}-2${suffix}`],
    ]);
  }
  const archives = storesOf(found, serverOf(found), 'restore-wal');
  expect([...archives].map(([number, { metadata }]) => [number, metadata.name])).toEqual([
    [1, `${prefix}database-restore-wal${suffix}`],
  ]);
});

interface Job {
  readonly metadata: object;
  readonly spec: CronJob['spec']['jobTemplate']['spec'];
}

const jobOf = (cronJob: CronJob, env: Readonly<Record<string, string>>): Job =>
  jobOfCronJob(cronJob, 'one', env) as Job;

function restoreCronJob(purpose: Purpose = 'restore'): CronJob {
  const found = inCluster();
  const cronJob = storesOf(found, serverOf(found), purpose).get(1);
  if (cronJob === undefined) throw new Error('there is no CronJob');
  return { ...cronJob, metadata: { ...cronJob.metadata, namespace: 'shop', uid: 'a-b' } };
}

test('the Job is the CronJob’s, owned by it, with other variables', () => {
  const cronJob = restoreCronJob();
  const job = jobOf(cronJob, { AT: '<=20261128T100000Z', INTO: 'look' });
  expect(job.metadata).toEqual({
    annotations: { 'cronjob.kubernetes.io/instantiate': 'manual' },
    name: 'one',
    namespace: 'shop',
    ownerReferences: [
      { apiVersion: 'batch/v1', controller: true, kind: 'CronJob', name: 'database-restore', uid: 'a-b' },
    ],
  });
  const { spec } = cronJob.spec.jobTemplate;
  const [before] = spec.template.spec.containers;
  const [after] = job.spec.template.spec.containers;
  expect(new Map(after?.env?.map(({ name, value }) => [name, value]))).toEqual(
    new Map([
      ...(before?.env ?? []).map(({ name, value }) => [name, value] as const),
      ['AT', '<=20261128T100000Z'],
      ['INTO', 'look'],
    ]),
  );
  expect(after?.env).toHaveLength(before?.env?.length ?? 0);
  const without = { ...job.spec.template.spec, containers: [{ ...after, env: before?.env }] };
  expect({ ...job.spec, template: { ...job.spec.template, spec: without } }).toEqual(spec);
});

test('the variables are those of each container that has them, and of no other', () => {
  const cronJob = restoreCronJob('restore-wal');
  const { containers, initContainers = [] } = jobOf(cronJob, { AT: '2026-11-29T10:00:00Z', REPLACE: 'true' })
    .spec.template.spec;
  const variables = [...initContainers, ...containers].map(({ env = [], name }) => {
    const given = env.filter((one) => one.name === 'AT' || one.name === 'REPLACE');
    return [name, ...given.map(({ value }) => value)];
  });
  const both = ['2026-11-29T10:00:00Z', 'true'];
  expect(variables).toEqual([['prepare'], ['tail', ...both], ['recover', ...both], ['restore', ...both]]);
});

test('its name fits behind the longest one that a CronJob can have', () => {
  const { metadata, ...rest } = restoreCronJob();
  const long = { ...rest, metadata: { ...metadata, name: 'd'.repeat(52) } };
  expect(jobName(long, new Date('2026-11-29T02:03:04.567Z'))).toBe(`${'d'.repeat(52)}-1129020304`);
});

interface Report {
  readonly result?: JobStatus['result'];
  readonly moment?: string;
  readonly words: string;
}

test.each<Report>([
  {
    result: { backup: '20261129T020000Z', bytes: 12_345_678, seconds: 4 },
    words: 'the backup 20261129T020000Z is in the store: 12 MiB, read back whole, in 4 s',
  },
  { result: { backup: '20261129T020000Z' }, words: 'the backup 20261129T020000Z is in the store' },
  {
    result: { restored: '20261129T020000Z', rows: 1, seconds: 4 },
    words:
      'the backup 20261129T020000Z is restored with 1 row in 4 s; each table has the rows that it had in the backup',
  },
  {
    result: { restored: '20261129T100000Z', rows: 7, seconds: 4 },
    moment: '2026-11-29T10:00:00.25Z',
    words:
      'the database is restored as it was at 2026-11-29T10:00:00.25Z, with 7 rows; each table has the rows that it had then',
  },
  {
    result: { restored: '20261129T100000Z', rows: 7 },
    moment: 'latest',
    words:
      'the database is restored as it was at the end of the archive, with 7 rows; each table has the rows that it had then',
  },
  { words: 'the Job one is complete' },
])('a Job that reports $result', ({ moment, result, words }) => {
  const job = { job: 'one', state: 'complete', at: '', failedPods: 0 } as const;
  expect(wordsOf({ ...job, ...(result && { result }) }, moment)).toBe(words);
});
