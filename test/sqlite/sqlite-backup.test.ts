import { Size } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { BackupStore, type SqliteBackupProps, type SqliteVolumeProps } from '../../src/index';
import { BUCKET, CLAIM, NFS, S3 } from '../fixtures/stores';
import { codesOf, planOf, problemsOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';
import { deployment, game, withVolume } from './game';

interface Container {
  readonly name: string;
  readonly image: string;
  readonly command: string[];
  readonly env: { readonly name: string; readonly value?: string }[];
  readonly volumeMounts: { readonly mountPath: string; readonly readOnly?: boolean }[];
  readonly resources: object;
}

interface Pod {
  readonly affinity: { readonly podAffinity: object };
  readonly containers: [Container];
  readonly initContainers?: readonly Container[];
  readonly securityContext: object;
  readonly volumes: { readonly name: string; readonly persistentVolumeClaim?: object }[];
}

interface CronJob {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly suspend?: boolean;
    readonly schedule: string;
    readonly jobTemplate: { readonly spec: { readonly template: { readonly spec: Pod } } };
  };
}

function synthesized(
  backup: Partial<SqliteBackupProps> = {},
  more: Partial<SqliteVolumeProps> = {},
  auth?: string,
): TemporaryRepository {
  const repository = new TemporaryRepository(game(auth));
  synthesize(repository, withVolume({ backup: { to: CLAIM, ...backup }, ...more }));
  return repository;
}

const objectsIn = (repository: TemporaryRepository, file: string): object[] =>
  loadAll(repository.read(`k8s/base/auth-db/${file}`)) as object[];
const cronJobs = (repository: TemporaryRepository): [CronJob, CronJob] =>
  objectsIn(repository, 'cronjob.yaml') as [CronJob, CronJob];
const podOf = ({ spec }: CronJob): Pod => spec.jobTemplate.spec.template.spec;
function firstOf({ initContainers = [] }: Pod): Container {
  const [first] = initContainers;
  if (first === undefined) throw new Error('has no first container');
  return first;
}

const variables = ({ env }: Container): Record<string, string | undefined> =>
  Object.fromEntries(env.map(({ name, value }) => [name, value]));

test('without a store there is no trace of backups', () => {
  const repository = new TemporaryRepository(game());
  synthesize(repository, withVolume());
  expect(Object.keys(repository.tree('k8s/base/auth-db'))).toEqual([
    '.cdk8s-database.json',
    'deployment-auth-patch.yaml',
    'kustomization.yaml',
    'pvc.yaml',
  ]);
});

test('each night, beside the application, as the user that its files belong to', () => {
  const [backup, restore] = cronJobs(synthesized());
  expect(backup).toMatchObject({
    metadata: { name: 'auth-db-backup' },
    spec: { concurrencyPolicy: 'Forbid', schedule: '0 2 * * *' },
  });
  const term = {
    labelSelector: { matchLabels: { app: 'auth' } },
    topologyKey: 'kubernetes.io/hostname',
  };
  const { affinity, containers, securityContext, volumes } = podOf(backup);
  expect(affinity.podAffinity).toEqual({ requiredDuringSchedulingIgnoredDuringExecution: [term] });
  expect(securityContext).toMatchObject({
    runAsUser: 1000,
    runAsGroup: 1000,
    fsGroup: 1000,
    runAsNonRoot: true,
  });
  expect(volumes).toMatchObject([
    { persistentVolumeClaim: { claimName: 'auth-db-pvc' } },
    { name: 'scripts' },
    { emptyDir: {} },
    { persistentVolumeClaim: { claimName: 'backups' } },
  ]);
  expect(variables(containers[0])).toMatchObject({
    DATABASE: '/volume/db.sqlite',
    KEEP: '30',
    STORE: '/store',
  });
  expect(containers[0].image).toBe('docker.io/library/python:3.13-slim-trixie');
  // A copy of all that the volume holds, and a little.
  expect(containers[0].resources).toMatchObject({ limits: { 'ephemeral-storage': '1152Mi' } });

  expect(restore).toMatchObject({ metadata: { name: 'auth-db-restore' }, spec: { suspend: true } });
  expect(podOf(restore).affinity.podAffinity).toEqual({
    preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: term, weight: 100 }],
  });
  const [restoring] = podOf(restore).containers;
  expect(variables(restoring)['BACKUP']).toBe('latest');
  expect(restoring.volumeMounts).toContainEqual({ mountPath: '/store', name: 'store', readOnly: true });
});

test('what is given is what is rendered', () => {
  const auth = deployment({
    pod: 'securityContext: { runAsUser: 5, runAsGroup: 6, fsGroup: 7 }',
    container: 'securityContext: { runAsUser: 8 }',
  });
  const more = { file: 'players.db', storage: { size: Size.gibibytes(2) } };
  const [backup] = cronJobs(
    synthesized({ image: 'registry.example.com/python:3', keep: 7, schedule: '*/15 * * * *' }, more, auth),
  );
  expect(backup.spec.schedule).toBe('*/15 * * * *');
  const { containers, securityContext } = podOf(backup);
  expect(securityContext).toMatchObject({ runAsUser: 8, runAsGroup: 6, fsGroup: 7 });
  expect(containers[0].image).toBe('registry.example.com/python:3');
  expect(variables(containers[0])).toMatchObject({ DATABASE: '/volume/players.db', KEEP: '7' });
  expect(containers[0].resources).toMatchObject({ limits: { 'ephemeral-storage': '2176Mi' } });
});

test('root is who runs where it is root that has the files', () => {
  const [backup] = cronJobs(synthesized({}, { user: 0 }, deployment()));
  const { containers, securityContext } = podOf(backup);
  expect(securityContext).toMatchObject({ runAsNonRoot: false, runAsUser: 0 });
  expect(containers[0]).toMatchObject({ securityContext: { runAsNonRoot: false } });
});

describe('into a bucket', () => {
  test('restic takes the copy from the container before it, and knows the secrets by their names alone', () => {
    const repository = synthesized({ to: S3 });
    const [backup, restore] = cronJobs(repository).map(podOf) as [Pod, Pod];
    expect(firstOf(backup).command).toEqual(['python3', '/etc/sqlite/backup.py']);
    expect(variables(firstOf(backup))['STORE']).toBe('/scratch');
    expect(backup.containers[0].command).toEqual(['/bin/sh', '/etc/sqlite/upload.sh']);
    expect(variables(backup.containers[0])).toMatchObject({
      KEEP: '30',
      RESTIC_REPOSITORY: 's3:https://s3.example.com/backups/auth-db',
    });
    expect(firstOf(restore).command).toEqual(['/bin/sh', '/etc/sqlite/fetch.sh']);
    expect(variables(restore.containers[0])['STORE']).toBe('/scratch/restored');
    for (const { volumes } of [backup, restore]) {
      expect(volumes.at(-1)).toMatchObject({ secret: { secretName: 'backup-credentials' } });
    }
    expect(repository.read('k8s/base/auth-db/networkpolicy.yaml')).toContain('protocol: TCP');
    expect(synthesized().read('k8s/base/auth-db/networkpolicy.yaml')).not.toContain('protocol');
  });

  test('a folder of its own can be given', () => {
    const to = BackupStore.s3({ ...BUCKET, prefix: 'test/auth' });
    const [backup] = cronJobs(synthesized({ to }));
    expect(variables(podOf(backup).containers[0])['RESTIC_REPOSITORY']).toBe(
      's3:https://s3.example.com/backups/test/auth',
    );
  });
});

test('a folder of an NFS server is a volume of its own, which "restricted" admits, in no namespace', () => {
  const auth = deployment({ pod: 'securityContext: { runAsUser: 1000 }', namespace: 'game' });
  const repository = synthesized({ to: NFS }, {}, auth);
  const [volume] = objectsIn(repository, 'persistentvolume.yaml');
  expect(volume).toMatchObject({
    metadata: { name: 'auth-db-backup' },
    spec: {
      nfs: { path: '/exports/backups', server: 'nas.example.com' },
      persistentVolumeReclaimPolicy: 'Retain',
    },
  });
  expect(volume).not.toMatchObject({ metadata: { namespace: 'game' } });
  expect(objectsIn(repository, 'pvc.yaml')).toMatchObject([
    { metadata: { name: 'auth-db-pvc' } },
    { metadata: { name: 'auth-db-backup', namespace: 'game' }, spec: { volumeName: 'auth-db-backup' } },
  ]);
  expect(podOf(cronJobs(repository)[0]).volumes.at(-1)?.persistentVolumeClaim).toEqual({
    claimName: 'auth-db-backup',
  });
});

test('the same again is nothing to change, and what is no longer wanted is said to stay in the cluster', () => {
  const repository = synthesized();
  const { changes } = planOf(repository, withVolume({ backup: { to: CLAIM } }));
  expect(changes.every(({ action }) => action === 'unchanged')).toBe(true);
  const { warnings } = planOf(repository, withVolume());
  expect(warnings.map(({ message }) => message).join()).toContain(
    'kubectl delete configmap/auth-db-backup cronjob/auth-db-backup cronjob/auth-db-restore networkpolicy/auth-db-backup serviceaccount/auth-db-backup',
  );
});

describe('refused is', () => {
  test.each<[string, Partial<SqliteBackupProps>]>([
    ['"daily" is not a valid schedule', { schedule: 'daily' }],
    ['backup.keep is 0', { keep: 0 }],
    ['backup.keep is 1.5', { keep: 1.5 }],
    ['"~" is not a valid name of a PersistentVolumeClaim', { to: BackupStore.claim({ name: '~' }) }],
    [
      '"S3_KEYS" is not a valid name of a Secret',
      { to: BackupStore.s3({ ...BUCKET, credentialsSecret: 'S3_KEYS' }) },
    ],
  ])('%s', (message, props) => {
    const problems = problemsOf(
      new TemporaryRepository(game()),
      withVolume({ backup: { to: CLAIM, ...props } }),
    );
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });

  test('a user that nobody knows, since backups have to be the same', () => {
    const repository = new TemporaryRepository(game(deployment()));
    expect(codesOf(problemsOf(repository, withVolume({ backup: { to: CLAIM } })))).toEqual(['unknown-user']);
  });

  test('a store of a wrong type', () => {
    const backup = { to: 's3://bucket' } as never;
    expect(() => planOf(new TemporaryRepository(game()), withVolume({ backup }))).toThrow(
      'BackupStore.claim',
    );
  });
});
