import { Duration, Size } from 'cdk8s';
import {
  ApplicationSecret,
  BackupStore,
  Password,
  Refusal,
  type DatabaseEnvironment,
  type PostgresBackupProps,
} from '../../src/index';
import { chatbot } from '../fixtures/chatbot';
import { BUCKET, CLAIM, NFS, S3 } from '../fixtures/stores';
import { composition, planOf, problemsOf, synthesize, type Circumstances } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';
import { renderedFiles, renderedObjects } from '../database/rendered';

const ASSERTIONS = {
  'the last day has "messages"': "select max(at) > now() - interval '2 days' from messages",
  'somebody\nis there': 'select exists (select from users)',
};
const DRILL = { assertions: ASSERTIONS, schedule: '30 4 * * 6', size: Size.gibibytes(7) };

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: readonly string[];
  readonly env?: readonly { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: readonly { readonly mountPath: string; readonly readOnly?: boolean }[];
}
interface Pod {
  readonly containers: readonly [Container];
  readonly initContainers?: readonly Container[];
  readonly volumes: readonly { readonly name: string; readonly persistentVolumeClaim?: object }[];
}
interface CronJob {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly schedule: string;
    readonly suspend?: boolean;
    readonly timeZone: string;
    readonly jobTemplate: {
      readonly spec: { readonly activeDeadlineSeconds: number; readonly template: { readonly spec: Pod } };
    };
  };
}
interface Named {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly annotations?: object };
}

function cronJobs(files: Record<string, string>): Record<string, CronJob> {
  const all = renderedObjects<CronJob>(files, 'cronjob.yaml');
  return Object.fromEntries(all.map((one) => [one.metadata.name, one]));
}

function pod(files: Record<string, string>, name: string): Pod {
  const found = cronJobs(files)[name];
  if (found === undefined) throw new Error(`no CronJob ${name}`);
  return found.spec.jobTemplate.spec.template.spec;
}

const variables = ({ env = [] }: Container): Record<string, string | undefined> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));
const mounts = ({ volumeMounts }: Container): string[] => volumeMounts.map(({ mountPath }) => mountPath);
const named = (files: Record<string, string>, file: string): string[] =>
  renderedObjects<Named>(files, file).map(({ metadata }) => metadata.name);
const render = (backup: PostgresBackupProps): Record<string, string> => renderedFiles({ backup });

test('without the prop there is no trace', () => {
  const files = renderedFiles();
  expect(Object.keys(files)).not.toContain('cronjob.yaml');
  for (const text of Object.values(files)) {
    expect(text).not.toMatch(/database-backup|database-restore|cdk8s_database_(?:backup|restore)/);
  }
});

describe('with no props', () => {
  const files = render({});

  test.each(['cronjob.yaml', 'pvc.yaml', 'networkpolicy.yaml'])('%s is as reviewed', (name) => {
    expect(files[name]).toMatchSnapshot();
  });

  test('each night into a claim of its own, as large as the volume, which no commit deletes', () => {
    const { 'database-backup': backup, 'database-restore': restore, ...more } = cronJobs(files);
    expect(more).toEqual({});
    expect(backup?.spec).toMatchObject({
      concurrencyPolicy: 'Forbid',
      schedule: '0 2 * * *',
      timeZone: 'Etc/UTC',
    });
    expect(restore?.spec.suspend).toBe(true);
    const claims = renderedObjects<Named & { spec: { resources: object } }>(files, 'pvc.yaml');
    const [data, store] = ['database-data-16', 'database-backup'].map((name) =>
      claims.find(({ metadata }) => metadata.name === name),
    );
    expect(store?.spec.resources).toEqual(data?.spec.resources);
    expect(store?.metadata.annotations).toEqual(data?.metadata.annotations);
    expect(pod(files, 'database-backup').volumes).toContainEqual({
      name: 'store',
      persistentVolumeClaim: { claimName: 'database-backup' },
    });
  });

  test('30 days are kept, and what is not said has no tier', () => {
    const [container] = pod(files, 'database-backup').containers;
    expect(variables(container)).toMatchObject({ KEEP_DAILY: '30', KEEP_WEEKLY: '0', KEEP_MONTHLY: '0' });
  });

  test('a Job ends after six hours, or after the deadline, of which a part of a second counts as one', () => {
    const deadlines = (of: Record<string, string>): number[] =>
      Object.values(cronJobs(of)).map(({ spec }) => spec.jobTemplate.spec.activeDeadlineSeconds);
    expect(deadlines(files)).toEqual([21_600, 21_600]);
    const shorter = render({ deadline: Duration.millis(90_500), drill: {}, wal: {} });
    expect(deadlines(shorter)).toEqual([91, 91, 91, 91, 91]);
    expect(variables(pod(shorter, 'database-backup').containers[0])).toMatchObject({ DEADLINE: '91' });
  });

  test('the container of the dump has no password of the application, and that of the restore has', () => {
    const backup = pod(files, 'database-backup');
    expect(mounts(backup.containers[0])).not.toContain('/run/secrets/database');
    expect(backup.containers[0].volumeMounts).toContainEqual(
      expect.objectContaining({ mountPath: '/run/secrets/backup', readOnly: true }),
    );
    const [prepare] = backup.initContainers ?? [];
    expect(prepare?.command.slice(2)).toEqual(['cdk8s_database_backup']);
    expect(mounts(pod(files, 'database-restore').containers[0])).toContain('/run/secrets/database');
  });

  test('a restore that nobody says more of takes the newest one, and replaces nothing', () => {
    const [container] = pod(files, 'database-restore').containers;
    expect(variables(container)).toMatchObject({
      AT: 'latest',
      DISCONNECT: 'false',
      DROP_OLD: 'false',
      INTO: '',
      REPLACE: 'false',
    });
  });
});

describe('with several stores and a drill', () => {
  const files = render({
    drill: DRILL,
    keep: { daily: 7, weekly: 4, monthly: 12 },
    schedule: '15 */6 * * *',
    timeZone: 'Europe/Berlin',
    to: [S3, NFS, CLAIM],
  });

  test.each(['cronjob.yaml', 'persistentvolume.yaml', 'pvc.yaml', 'networkpolicy.yaml'])(
    '%s is as reviewed',
    (name) => {
      expect(files[name]).toMatchSnapshot();
    },
  );

  test('each store has its CronJobs, so that one that fails does not stop the others', () => {
    const jobs = cronJobs(files);
    expect(Object.keys(jobs).sort()).toEqual([
      'database-backup',
      'database-backup-2',
      'database-backup-3',
      'database-drill',
      'database-restore',
      'database-restore-2',
      'database-restore-3',
    ]);
    for (const [name, { spec }] of Object.entries(jobs)) {
      if (name.startsWith('database-backup')) {
        expect(spec).toMatchObject({ schedule: '15 */6 * * *', timeZone: 'Europe/Berlin' });
        expect(variables(pod(files, name).containers[0])).toMatchObject({
          KEEP_DAILY: '7',
          KEEP_MONTHLY: '12',
          KEEP_WEEKLY: '4',
        });
      }
    }
    expect(jobs['database-drill']?.spec).toMatchObject({ schedule: '30 4 * * 6', timeZone: 'Europe/Berlin' });
  });

  test('each writes to its own place, and names secrets only', () => {
    const claimOf = (name: string): unknown =>
      pod(files, name).volumes.find((volume) => volume.name === 'store')?.persistentVolumeClaim;
    expect(claimOf('database-backup')).toBeUndefined();
    expect(claimOf('database-backup-2')).toEqual({ claimName: 'database-backup-2' });
    expect(claimOf('database-backup-3')).toEqual({ claimName: 'backups' });
    expect(named(files, 'persistentvolume.yaml')).toEqual(['database-backup-2']);
    const [container] = pod(files, 'database-backup').containers;
    expect(variables(container)['RESTIC_REPOSITORY']).toBe('s3:https://s3.example.com/backups/database');
    expect(mounts(container)).toEqual(expect.arrayContaining(['/run/secrets/store', '/tools']));
    for (const name of ['database-backup-2', 'database-backup-3']) {
      expect(mounts(pod(files, name).containers[0])).not.toContain('/run/secrets/store');
    }
  });

  test('a bucket’s folder can be named', () => {
    const of = render({ to: BackupStore.s3({ ...BUCKET, prefix: 'chat/test' }) });
    const [container] = pod(of, 'database-backup').containers;
    expect(variables(container)['RESTIC_REPOSITORY']).toBe('s3:https://s3.example.com/backups/chat/test');
  });

  test('a bucket behind an authority of one’s own', () => {
    const to = BackupStore.s3({ ...BUCKET, ca: { secret: 'store-ca', key: 'root.pem' } });
    const { containers, volumes } = pod(render({ to }), 'database-backup');
    expect(variables(containers[0])['RESTIC_CACERT']).toBe('/run/secrets/store/ca.crt');
    expect(JSON.stringify(volumes)).toContain('"path":"RESTIC_PASSWORD"');
    expect(volumes).toContainEqual(
      expect.objectContaining({
        projected: expect.objectContaining({
          sources: expect.arrayContaining([
            { secret: { items: [{ key: 'root.pem', path: 'ca.crt' }], name: 'store-ca' } },
          ]) as object,
        }) as object,
      }),
    );
  });

  test('the drill has the first store, a volume, and neither a password of the database nor a way to it', () => {
    const { containers, initContainers, volumes } = pod(files, 'database-drill');
    expect(volumes).toContainEqual(
      expect.objectContaining({
        ephemeral: {
          volumeClaimTemplate: {
            spec: expect.objectContaining({ resources: { requests: { storage: '7Gi' } } }) as object,
          },
        },
      }),
    );
    for (const container of [...containers, ...(initContainers ?? [])]) {
      expect(mounts(container)).not.toContain('/run/secrets/database');
      expect(mounts(container)).not.toContain('/run/secrets/backup');
      expect(variables(container)).not.toHaveProperty('PGHOST');
    }
    expect(variables(containers[0])['STORE']).toBe('restic');
    const policies = renderedObjects<{ metadata: { name: string }; spec: object }>(
      files,
      'networkpolicy.yaml',
    );
    expect(policies.find(({ metadata }) => metadata.name === 'database-drill')?.spec).toMatchObject({
      policyTypes: ['Ingress', 'Egress'],
    });
  });

  test('with a folder the drill has no network at all', () => {
    const of = render({ drill: {}, to: CLAIM });
    const policies = renderedObjects<{ metadata: { name: string }; spec: object }>(of, 'networkpolicy.yaml');
    const { spec } = policies.find(({ metadata }) => metadata.name === 'database-drill') ?? {};
    expect(spec).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(spec).not.toHaveProperty('egress');
    expect(spec).not.toHaveProperty('ingress');
  });

  test('an assertion is a file of SQL, and its text does not break the JSON that it ends in', () => {
    const config = renderedObjects<Named & { data: Record<string, string> }>(files, 'configmap.yaml');
    const { data = {} } = config.find(({ metadata }) => metadata.name === 'database-backup') ?? {};
    expect(data['assertions']).toBe('assertion-1\nassertion-2\n');
    expect(data['assertion-1.txt']).toBe('the last day has messages ');
    expect(data['assertion-2.txt']).toBe('somebody is there');
    expect(data['assertion-1.sql']).toBe(ASSERTIONS['the last day has "messages"']);
  });
});

describe('refused is', () => {
  const S3_OF_ANOTHER_NAME = BackupStore.s3({ ...BUCKET, endpoint: 'https://s3.example.com' });
  test.each<[string, PostgresBackupProps]>([
    ['"daily" is not a valid schedule for backups', { schedule: 'daily' }],
    ['"0 5 * *" is not a valid schedule for drills', { drill: { schedule: '0 5 * *' } }],
    ['"Europe/Berlim" is not a time zone', { timeZone: 'Europe/Berlim' }],
    ['"+01:00" is not a time zone', { timeZone: '+01:00' }],
    ['keep.daily is 0; allowed: a whole number from 1', { keep: { daily: 0 } }],
    ['keep.weekly is -1; allowed: a whole number from 0', { keep: { weekly: -1 } }],
    ['keep.monthly is 1.5', { keep: { monthly: 1.5 } }],
    ['there is no store', { to: [] }],
    ['two stores are the same place', { to: [S3, S3_OF_ANOTHER_NAME] }],
    ['"~" is not a valid name of a PersistentVolumeClaim', { to: BackupStore.claim({ name: '~' }) }],
    [
      '"S3_KEYS" is not a valid name of a Secret',
      { to: BackupStore.s3({ ...BUCKET, credentialsSecret: 'S3_KEYS' }) },
    ],
    [
      'the key is not the name of an entry of a Secret',
      { to: BackupStore.s3({ ...BUCKET, ca: { secret: 'store', key: '-----BEGIN hidden' } }) },
    ],
    ['"backups/x" is not the name of a bucket', { to: BackupStore.s3({ ...BUCKET, bucket: 'backups/x' }) }],
    ['"../base" is not a folder of a bucket', { to: BackupStore.s3({ ...BUCKET, prefix: '../base' }) }],
    ['"a//b" is not a folder of a bucket', { to: BackupStore.s3({ ...BUCKET, prefix: 'a//b' }) }],
    ['deadline is 30 seconds; allowed: from a minute', { deadline: Duration.seconds(30) }],
    ['deadline is 8 days; allowed: from a minute to 7 days', { deadline: Duration.days(8) }],
    [
      '"https://***@s3.example.com" is not a valid endpoint',
      { to: BackupStore.s3({ ...BUCKET, endpoint: 'https://key:hidden@s3.example.com' }) },
    ],
  ])('%s', (message, backup) => {
    const problems = problemsOf(new TemporaryRepository(chatbot()), {
      compose: composition({}, { backup }),
    });
    expect(problems.map((problem) => problem.message).join()).toContain(message);
    expect(problems.map((problem) => problem.message).join()).not.toContain('hidden');
  });

  test('a name that leaves none for the CronJobs', () => {
    const id = 'd'.repeat(52 - '-restore-2'.length);
    const of = (name: string, to: BackupStore[]): Circumstances => ({
      compose: composition({}, { backup: { to } }, name),
    });
    expect(() => planOf(new TemporaryRepository(chatbot()), of(id, [S3, CLAIM]))).not.toThrow();
    const problems = problemsOf(new TemporaryRepository(chatbot()), of(`${id}d`, [S3, CLAIM]));
    expect(problems.map(({ message }) => message).join()).toContain(
      `is too long for a database with backups; allowed: at most ${id.length} characters`,
    );
  });

  test('a store of a wrong type', () => {
    expect(() => render({ to: 's3://bucket' } as never)).toThrow('BackupStore');
  });
});

describe('in an environment', () => {
  const MANAGED = { managed: { host: 'db.example.com' } };
  const IN_CLUSTER = {
    password: Password.fromSecret('database-production'),
    secret: ApplicationSecret.inCluster(),
  };

  const synthesized = (
    environments: Record<string, DatabaseEnvironment>,
    backup?: PostgresBackupProps,
  ): TemporaryRepository => {
    const repository = new TemporaryRepository(chatbot());
    synthesize(repository, { compose: composition({}, { environments, ...(backup && { backup }) }) });
    return repository;
  };
  const overlay = (repository: TemporaryRepository, name: string): string =>
    JSON.stringify(repository.tree(`k8s/overlays/${name}/database`));

  test('what is not said is as in the base, and `none` removes all of it', () => {
    const repository = synthesized(
      { dev: { backup: 'none' }, test: { backup: { keep: { daily: 2 } } } },
      { schedule: '0 3 * * *', to: S3 },
    );
    for (const name of ['database-backup', 'database-restore']) {
      expect(overlay(repository, 'dev')).toMatch(new RegExp(`\\$patch: delete[^]*${name}`));
    }
    expect(overlay(repository, 'test')).toMatch(/env\/\d+\/value[^]*"2\\"|value: \\"2\\"/);
    expect(overlay(repository, 'test')).not.toMatch(/\$patch|schedule/);
  });

  test('backups can be in one environment alone', () => {
    const repository = synthesized({ test: { backup: { to: CLAIM } } });
    expect(overlay(repository, 'test')).toContain('kind: CronJob');
    expect(JSON.stringify(repository.tree('k8s/base'))).not.toContain('CronJob');
  });

  test.each<[string, PostgresBackupProps | 'none' | undefined, boolean]>([
    ['the base’s claim', undefined, true],
    ['a claim of its own', { to: CLAIM }, true],
    ['two claims', { to: [CLAIM, BackupStore.claim({ name: 'more' })] }, true],
    ['a bucket', { to: S3 }, false],
    ['a claim and an NFS server', { to: [CLAIM, NFS] }, false],
    ['a claim that is meant', { onlyInCluster: true }, false],
    ['none', 'none', false],
  ])('production with backups in %s', (_, backup, isRefused) => {
    const environment = { ...IN_CLUSTER, ...(backup !== undefined && { backup }) };
    const plan = (): unknown =>
      planOf(new TemporaryRepository(chatbot()), {
        compose: composition({}, { backup: {}, environments: { 'production-eu': environment } }),
      });
    const said = 'has its backups in the cluster alone, and they are lost with it';
    if (isRefused) expect(plan).toThrow(said);
    else expect(plan).not.toThrow();
  });

  const OTHER = BackupStore.s3({ ...BUCKET, prefix: 'test' });
  test.each<[string, BackupStore, PostgresBackupProps | 'none' | undefined, boolean]>([
    ['the base’s bucket, as the other one has', S3, undefined, true],
    ['the base’s bucket, and other props', S3, { keep: { daily: 2 } }, true],
    ['the other one’s NFS folder beside a claim', NFS, { to: [CLAIM, NFS] }, true],
    ['a prefix of its own', S3, { to: OTHER }, false],
    ['a claim of the same name, which is another one', CLAIM, undefined, false],
    ['none', S3, 'none', false],
  ])('an environment with backups in %s', (_, to, backup, isRefused) => {
    const environments = { dev: {}, test: backup === undefined ? {} : { backup } };
    const plan = (): unknown =>
      planOf(new TemporaryRepository(chatbot()), {
        compose: composition({}, { backup: { to }, environments }),
      });
    if (isRefused) expect(plan).toThrow('environments.test: has its backups in the same place as dev,');
    else expect(plan).not.toThrow();
  });

  test('a server outside of the cluster has none, and takes none', () => {
    const plan = (environment: DatabaseEnvironment): unknown =>
      planOf(new TemporaryRepository(chatbot()), {
        compose: composition({}, { backup: {}, environments: { live: environment } }),
      });
    const secret = ApplicationSecret.external({ key: 'chat', store: 'vault' });
    expect(() => plan({ ...MANAGED, secret })).not.toThrow();
    expect(() => plan({ ...MANAGED, backup: { to: S3 }, secret })).toThrow(Refusal);
  });
});
