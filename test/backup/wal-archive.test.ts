import { Duration } from 'cdk8s';
import type { k8s } from 'cdk8s-plus-28';
import { loadAll } from 'js-yaml';
import { BackupStore, Password, type PostgresDatabaseProps, type WalArchiveProps } from '../../src/index';
import { CHATBOT } from '../fixtures/chatbot';
import { composition, problemsOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

const FOLDER = 'k8s/base/database';

function synthesized(props: PostgresDatabaseProps): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, { compose: composition({}, props) });
  return repository;
}

const withWal = (wal: WalArchiveProps = {}): TemporaryRepository => synthesized({ backup: { wal } });

function objectIn<T>(repository: TemporaryRepository, file: string, name: string): T {
  const all = loadAll(repository.read(`${FOLDER}/${file}`)) as { metadata: { name: string } }[];
  return all.find((one) => one.metadata.name === name) as T;
}

const config = (repository: TemporaryRepository): Record<string, string> =>
  objectIn<{ data: Record<string, string> }>(repository, 'configmap.yaml', 'database-config').data;

function podOf(repository: TemporaryRepository, cronJob: string): k8s.PodSpec {
  const { spec } = objectIn<{ spec: k8s.CronJobSpec }>(repository, 'cronjob.yaml', cronJob);
  const pod = spec.jobTemplate.spec?.template.spec;
  if (pod === undefined) throw new Error(`${cronJob} has no pod`);
  return pod;
}

const mounts = ({ volumeMounts = [] }: Partial<k8s.Container> = {}): string[] =>
  volumeMounts.map(({ mountPath, readOnly = false }) => (readOnly ? `${mountPath} ro` : mountPath)).sort();

test('without the prop there is no trace of it', () => {
  const text = JSON.stringify(synthesized({ backup: {} }).tree(FOLDER));
  for (const word of ['archive_mode', 'archive.sh', 'base-backup', 'base_backup', 'replication', '-wal']) {
    expect({ word, isThere: text.includes(`"${word}`) || text.includes(` ${word}`) }).toEqual({
      word,
      isThere: false,
    });
  }
});

test('each file that a program of the Jobs names is there', () => {
  const { data: files } = objectIn<{ data: Record<string, string> }>(
    withWal(),
    'configmap.yaml',
    'database-backup',
  );
  const named = Object.values(files).flatMap((text) => [
    ...Array.from(text.matchAll(/\$PROGRAM\/([\w-]+\.\w+)/g), ([, name = '']) => name),
    ...Array.from(text.matchAll(/^\\ir (\S+)/gm), ([, name = '']) => name),
    ...Array.from(text.matchAll(/^for part in (.*); do$/gm), ([, parts = '']) => parts.split(' '))
      .flat()
      .map((part) => `${part}.sh`),
  ]);
  expect(named).toEqual(expect.arrayContaining(['backup.sql', 'sums.sql', 'series.sh']));
  expect(named.filter((name) => files[name] === undefined)).toEqual([]);
});

test('the server archives its WAL to a volume of its own, which no commit deletes', () => {
  const repository = withWal({ timeout: Duration.millis(59_500) });
  const { 'pg_hba.conf': hba = '', 'postgresql.conf': conf = '', roles = '' } = config(repository);
  expect(conf).toContain("archive_mode = 'on'");
  expect(conf).toContain(`archive_command = 'sh /etc/postgresql/archive.sh "%p" "%f" /archive/database'`);
  expect(conf).toContain("archive_timeout = '60s'");
  // What reads the WAL needs the server's own defaults of these.
  expect(conf).not.toMatch(/^(?:wal_level|max_wal_senders)/m);
  expect(roles).toContain('cdk8s_database_base_backup password replication pg_read_all_stats\n');
  expect(hba.trimEnd().split('\n').at(-1)).toBe(
    'hostssl    replication  cdk8s_database_base_backup  all  scram-sha-256',
  );
  const claim = objectIn<k8s.KubePersistentVolumeClaimProps>(repository, 'pvc.yaml', 'database-wal');
  expect(claim.metadata?.annotations).toMatchObject({
    'argocd.argoproj.io/sync-options': expect.stringContaining('Prune=false') as string,
  });
  // Three times the database's own volume.
  expect(claim.spec?.resources?.requests).toEqual({ storage: '30720Mi' });
  const set = objectIn<{ spec: k8s.StatefulSetSpec }>(repository, 'statefulset.yaml', 'database');
  const [server] = set.spec.template.spec?.containers ?? [];
  expect(mounts(server)).toContain('/archive');
});

test('the Jobs run where the server runs; who recovers has no password, and who restores does not see the archive', () => {
  const repository = withWal();
  for (const name of ['database-base-backup', 'database-restore-wal']) {
    expect(
      podOf(repository, name).affinity?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution,
    ).toEqual([
      {
        labelSelector: {
          matchLabels: expect.objectContaining({ 'cdk8s-database/instance': 'database' }) as object,
        },
        topologyKey: 'kubernetes.io/hostname',
      },
    ]);
  }
  const { containers, initContainers = [] } = podOf(repository, 'database-restore-wal');
  const [prepare, tail, recover] = initContainers;
  expect(initContainers.map(({ name }) => name)).toEqual(['prepare', 'tail', 'recover']);
  expect(mounts(prepare)).not.toContain('/archive');
  expect(mounts(tail)).toEqual([
    '/archive ro',
    '/etc/backup ro',
    '/recovered',
    '/run/secrets/backup ro',
    '/work',
  ]);
  expect(mounts(recover)).toEqual(['/archive ro', '/etc/backup ro', '/recovered', '/work']);
  expect(mounts(containers[0])).toEqual([
    '/etc/backup ro',
    '/recovered',
    '/run/secrets/backup ro',
    '/run/secrets/database ro',
    '/work',
  ]);
  expect(podOf(repository, 'database-base-backup').volumes).toContainEqual({
    name: 'wal-archive',
    persistentVolumeClaim: { claimName: 'database-wal' },
  });
});

test('the archive may be a claim that is there, or an NFS folder', () => {
  const claims = (to: BackupStore): string =>
    JSON.stringify(podOf(withWal({ to }), 'database-base-backup').volumes);
  expect(claims(BackupStore.claim({ name: 'archive' }))).toContain('"claimName":"archive"');
  expect(claims(BackupStore.nfs({ server: 'nfs.example.com', path: '/wal' }))).toContain(
    '"claimName":"database-wal"',
  );
});

test('a laptop’s server archives nothing', () => {
  process.env['DEV_PASSWORD'] = 'dev';
  const repository = synthesized({
    backup: { wal: {} },
    environments: {
      dev: { compose: { service: 'dev-db' }, password: Password.fromEnvironment('DEV_PASSWORD') },
    },
  });
  const configuration = repository.read('compose/dev-db/postgresql.conf');
  expect(configuration).toContain('listen_addresses');
  expect(configuration).not.toContain('archive_');
});

test.each<[string, PostgresDatabaseProps, string]>([
  [
    'a bucket',
    {
      backup: {
        wal: { to: BackupStore.s3({ endpoint: 'https://s3', bucket: 'b', credentialsSecret: 's' }) },
      },
    },
    'the WAL cannot go to a bucket',
  ],
  [
    'the claim of the backups',
    { backup: { to: BackupStore.claim({ name: 'one' }), wal: { to: BackupStore.claim({ name: 'one' }) } } },
    'the WAL would be on the claim of the backups',
  ],
  [
    'a setting that turns it off',
    { backup: { wal: {} }, configuration: { settings: { Archive_Mode: false } } },
    'configuration.settings has archive_mode, which backup.wal sets itself',
  ],
  [
    'too few senders',
    { backup: { wal: {} }, configuration: { settings: { max_wal_senders: 1 } } },
    'a base backup needs two',
  ],
  ['a timeout', { backup: { wal: { timeout: Duration.seconds(1) } } }, 'wal.timeout is 1 second'],
  [
    'a schedule',
    { backup: { wal: { schedule: 'daily' } } },
    '"daily" is not a valid schedule for base backups',
  ],
  ['a number of days', { backup: { wal: { everyDays: 0 } } }, 'wal.everyDays is 0'],
  ['a number of copies', { backup: { wal: { keep: 1.5 } } }, 'wal.keep is 1.5'],
])('%s is refused', (_, props, said) => {
  const problems = problemsOf(new TemporaryRepository(CHATBOT), { compose: composition({}, props) });
  expect(JSON.stringify(problems)).toContain(JSON.stringify(said).slice(1, -1));
});
