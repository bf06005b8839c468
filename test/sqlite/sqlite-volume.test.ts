import { Size } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import { BackupStore, SqliteVolume, type S3BackupStoreProps, type SqliteVolumeProps } from '../../src/index';
import { BUCKET, CLAIM, NFS } from '../fixtures/stores';
import { changesOf, codesOf, planOf, problemsOf, synthesize, type Circumstances } from '../in-process';
import { refusalOf } from '../refusal-of';
import { TemporaryRepository, type Files } from '../temporary-repository';
import { deployment, game, ROOT, withVolume, type DeploymentParts } from './game';

const USER = { pod: 'securityContext: { runAsUser: 1000 }' };

interface Patch {
  readonly metadata: object;
  readonly spec: {
    readonly strategy: object;
    readonly template: { readonly spec: { containers: [{ env: [object] }]; securityContext?: object } };
  };
}

/** What is synthesized for a Deployment. */
function synthesized(auth?: string, props?: Partial<SqliteVolumeProps>): TemporaryRepository {
  const repository = new TemporaryRepository(game(auth));
  synthesize(repository, withVolume(props));
  return repository;
}

function patchOf(repository: TemporaryRepository): Patch {
  return load(repository.read('k8s/base/auth-db/deployment-auth-patch.yaml')) as Patch;
}

function warningsFor(files: Files, props?: Partial<SqliteVolumeProps>): string[] {
  return codesOf(planOf(new TemporaryRepository(files), withVolume(props)).warnings);
}

test('the claim, the mount and the variable are what guide and names say, and the Deployment’s file stays', () => {
  const repository = synthesized();
  expect(load(repository.read('k8s/base/auth-db/pvc.yaml'))).toMatchObject({
    metadata: {
      name: 'auth-db-pvc',
      annotations: { 'argocd.argoproj.io/sync-options': 'Delete=false,Prune=false' },
    },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '1Gi' } } },
  });
  expect(patchOf(repository)).toEqual({
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'auth' },
    spec: {
      strategy: { type: 'Recreate' },
      template: {
        spec: {
          containers: [
            {
              name: 'auth',
              env: [{ name: 'DB_PATH', value: '/data/db.sqlite' }],
              volumeMounts: [{ mountPath: '/data', name: 'auth-db' }],
            },
          ],
          securityContext: { fsGroup: 1000, fsGroupChangePolicy: 'OnRootMismatch' },
          volumes: [{ name: 'auth-db', persistentVolumeClaim: { claimName: 'auth-db-pvc' } }],
        },
      },
    },
  });
  expect(repository.read(ROOT)).toBe('resources:\n  - auth.yaml\ncomponents:\n  - auth-db\n');
  expect(repository.read('k8s/base/auth.yaml')).toBe(deployment(USER));
  expect(changesOf(planOf(repository, withVolume()))).toEqual({});
});

test('each prop is where it belongs', () => {
  const containers = "initContainers: [{ name: wait, image: 'a:1' }]";
  const repository = synthesized(deployment({ pod: containers }), {
    claimName: 'players',
    container: 'auth',
    file: 'players.db',
    mountPath: '/srv/data/',
    storage: { size: Size.mebibytes(300), storageClass: 'fast-ssd' },
    user: 10_001,
    variable: 'SQLITE_FILE',
  });
  expect(load(repository.read('k8s/base/auth-db/pvc.yaml'))).toMatchObject({
    metadata: { name: 'players' },
    spec: { resources: { requests: { storage: '300Mi' } }, storageClassName: 'fast-ssd' },
  });
  expect(patchOf(repository).spec.template.spec).toEqual({
    containers: [
      {
        name: 'auth',
        env: [{ name: 'SQLITE_FILE', value: '/srv/data/players.db' }],
        volumeMounts: [{ mountPath: '/srv/data/', name: 'auth-db' }],
      },
    ],
    securityContext: { fsGroup: 10_001, fsGroupChangePolicy: 'OnRootMismatch' },
    volumes: [{ name: 'auth-db', persistentVolumeClaim: { claimName: 'players' } }],
  });
});

describe('what the Deployment has makes way', () => {
  test('a variable’s other source', () => {
    const env = 'env: [{ name: DB_PATH, valueFrom: { configMapKeyRef: { name: a, key: b } } }]';
    const { spec } = patchOf(synthesized(deployment({ ...USER, container: env })));
    expect(spec.template.spec.containers[0].env).toEqual([
      { name: 'DB_PATH', value: '/data/db.sqlite', valueFrom: null },
    ]);
  });

  test('the settings of a rolling update', () => {
    const auth = deployment({ ...USER, spec: 'strategy: { rollingUpdate: { maxSurge: 1 } }' });
    expect(patchOf(synthesized(auth)).spec.strategy).toEqual({ rollingUpdate: null, type: 'Recreate' });
  });

  test('of which is said what is not moved, once', () => {
    const files = game(deployment({ ...USER, container: 'env: [{ name: DB_PATH, value: /tmp/a.db }]' }));
    expect(warningsFor(files)).toEqual(['variable-replaced', 'strategy-changed']);
    const repository = new TemporaryRepository(files);
    synthesize(repository, withVolume());
    expect(planOf(repository, withVolume()).warnings).toEqual([]);
    const same = deployment({ ...USER, container: 'env: [{ name: DB_PATH, value: /data/db.sqlite }]' });
    expect(warningsFor(game(same))).toEqual(['strategy-changed']);
    expect(warningsFor(game(deployment({ ...USER, spec: 'strategy: { type: Recreate }' })))).toEqual([]);
  });
});

describe('a volume is root’s at first, so that the pod’s group gets it', () => {
  test.each<[string, DeploymentParts, number | undefined, number | undefined]>([
    ['the pod’s user', { pod: 'securityContext: { runAsUser: 5 }' }, undefined, 5],
    ['its group', { pod: 'securityContext: { runAsUser: 5, runAsGroup: 6 }' }, undefined, 6],
    [
      'the container’s user before the pod’s',
      { pod: 'securityContext: { runAsUser: 5 }', container: 'securityContext: { runAsUser: 7 }' },
      undefined,
      7,
    ],
    ['the user that main.ts gives', {}, 8, 8],
    [
      'not where there is a group',
      { pod: 'securityContext: { runAsUser: 5, fsGroup: 9 }' },
      undefined,
      undefined,
    ],
    ['not for root', { pod: 'securityContext: { runAsUser: 0 }' }, undefined, undefined],
  ])('%s', (_, parts, user, group) => {
    const repository = synthesized(deployment(parts), user === undefined ? {} : { user });
    const { securityContext } = patchOf(repository).spec.template.spec;
    expect(securityContext).toEqual(group && { fsGroup: group, fsGroupChangePolicy: 'OnRootMismatch' });
  });

  test('where nobody says who it is, that is said', () => {
    const files = game(deployment());
    expect(warningsFor(files)).toEqual(['strategy-changed', 'unknown-user']);
    expect(warningsFor(files, { user: 0 })).toEqual(['strategy-changed']);
  });
});

test('a namespace that the Deployment’s file has is the claim’s, and the patch’s', () => {
  const repository = synthesized(deployment({ ...USER, namespace: 'game' }));
  expect(repository.read('k8s/base/auth-db/pvc.yaml')).toContain('  namespace: game\n');
  expect(patchOf(repository).metadata).toEqual({ name: 'auth', namespace: 'game' });
});

const scaler = (name: string): string => `apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: { name: by-load }
spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: ${name} } }
`;

describe('refused is', () => {
  test.each<[string, string, string, Files]>([
    [
      'a workload that is not there',
      'no-workload',
      'give one of its Deployments as workload: lobby',
      game(deployment().replace('{ name: auth }', '{ name: lobby }')),
    ],
    [
      'another kind of it',
      'no-workload',
      'reaches auth as a StatefulSet',
      game(deployment().replace('Deployment', 'StatefulSet')),
    ],
    [
      'one that is there twice',
      'ambiguous-workload',
      'k8s/base/auth.yaml (a), k8s/base/b.yaml (b)',
      game(deployment({ ...USER, namespace: 'a' }), {
        'k8s/base/b.yaml': deployment({ ...USER, namespace: 'b' }),
        [ROOT]: 'resources: [auth.yaml, b.yaml]\n',
      }),
    ],
    [
      'several replicas',
      'several-replicas',
      'runs 2 replicas',
      game(deployment({ ...USER, spec: 'replicas: 2' })),
    ],
    [
      'several by the kustomization',
      'several-replicas',
      'runs 3 replicas',
      game(undefined, { [ROOT]: 'resources: [auth.yaml]\nreplicas: [{ name: auth, count: 3 }]\n' }),
    ],
    [
      'an autoscaler',
      'several-replicas',
      'HorizontalPodAutoscaler by-load',
      game(undefined, { 'k8s/base/hpa.yaml': scaler('auth'), [ROOT]: 'resources: [auth.yaml, hpa.yaml]\n' }),
    ],
    [
      'a choice of containers',
      'several-containers',
      'auth, sidecar',
      game(deployment(USER).replace(' }],', " }, { name: sidecar, image: 'a:1' }],")),
    ],
    [
      'a mount at the same place',
      'mount-taken',
      'mounts old at /data already',
      game(deployment({ ...USER, container: 'volumeMounts: [{ name: old, mountPath: /data/ }]' })),
    ],
    [
      'a volume of the same name',
      'volume-taken',
      'a volume named auth-db already',
      game(deployment({ pod: `${USER.pod}, volumes: [{ name: auth-db, emptyDir: {} }]` })),
    ],
    [
      'a claim of the same name',
      'name-taken',
      'already has a PersistentVolumeClaim named auth-db-pvc',
      game(undefined, {
        'k8s/base/pvc.yaml': 'apiVersion: v1\nkind: PersistentVolumeClaim\nmetadata: { name: auth-db-pvc }\n',
        [ROOT]: 'resources: [auth.yaml, pvc.yaml]\n',
      }),
    ],
  ])('%s', (_, code, message, files) => {
    expect(problemsOf(new TemporaryRepository(files), withVolume())).toEqual([
      {
        code,
        path: expect.stringMatching(/^k8s\/base\//) as string,
        message: expect.stringContaining(message) as string,
      },
    ]);
  });

  test('a container that is not there, and another user, at once', () => {
    const repository = new TemporaryRepository(game());
    expect(codesOf(problemsOf(repository, withVolume({ container: 'web', user: 7 })))).toEqual([
      'no-container',
      'another-user',
    ]);
  });

  test('one place for two volumes', () => {
    const problems = problemsOf(new TemporaryRepository(game()), {
      compose: (app) => ['a', 'b'].forEach((id) => new SqliteVolume(app, id, { workload: 'auth' })),
    });
    expect(codesOf(problems)).toEqual(['claimed-twice']);
  });

  test.each<[string, Partial<SqliteVolumeProps>]>([
    ['"A" is not a valid name of a PersistentVolumeClaim', { claimName: 'A' }],
    ['"~" is not a valid name of a StorageClass', { storage: { storageClass: '~' } }],
    [
      '"~" is not a valid name of a StorageClass',
      { environments: { production: { storage: { storageClass: '~' } } } },
    ],
    ['"a..b" is not a valid name of a VolumeSnapshot', { storage: { fromSnapshot: 'a..b' } }],
    ['"=" is not a valid name of a VolumeSnapshotClass', { snapshots: ['a'], snapshotClass: '=' }],
    ['mountPath is "data"', { mountPath: 'data' }],
    ['mountPath is "/"', { mountPath: '/' }],
    ['mountPath is "/a/../b"', { mountPath: '/a/../b' }],
    ['file is "../db"', { file: '../db' }],
    ['variable is "DB-PATH"', { variable: 'DB-PATH' }],
    ['snapshots has "Now"', { snapshots: ['Now'] }],
    ['snapshots has "a"', { snapshots: ['a', 'a'] }],
  ])('%s', (message, props) => {
    const problems = problemsOf(new TemporaryRepository(game()), withVolume(props));
    expect(problems.map((problem) => problem.message).join()).toContain(message);
  });

  test.each<[string, object]>([
    ['workload', {}],
    ['storage.size', { workload: 'auth', storage: { size: '1Gi' } }],
    ['storage.storageClass', { workload: 'auth', storage: { storageClass: 7 } }],
    ['user', { workload: 'auth', user: 'root' }],
  ])('%s of a wrong type', (name, props) => {
    const compose = (): unknown =>
      planOf(new TemporaryRepository(game()), {
        compose: (app) => {
          new SqliteVolume(app, 'auth-db', props as SqliteVolumeProps);
        },
      });
    expect(refusalOf(compose)).toEqual([
      {
        code: 'wrong-type',
        path: `auth-db.${name}`,
        message: expect.stringMatching(/^is .*; allowed: a|Size/) as string,
      },
    ]);
  });

  test('what Kubernetes does not take of a claim that is there', () => {
    const repository = synthesized(undefined, { storage: { size: Size.gibibytes(2) } });
    const problems = problemsOf(repository, withVolume({ storage: { storageClass: 'fast-ssd' } }));
    expect(codesOf(problems)).toEqual(['claim-change', 'claim-change']);
    expect(problems[0]?.path).toBe('k8s/base/auth-db/pvc.yaml');
    synthesize(repository, withVolume({ storage: { size: Size.gibibytes(3) } }));
    expect(repository.read('k8s/base/auth-db/pvc.yaml')).toContain('storage: 3Gi');
  });

  test('a claim that is to start from a snapshot of itself', () => {
    const props = { snapshots: ['a'], storage: { fromSnapshot: 'auth-db-a' } };
    expect(codesOf(problemsOf(new TemporaryRepository(game()), withVolume(props)))).toEqual([
      'snapshot-of-itself',
    ]);
  });

  test('another origin of a claim that is there', () => {
    const from = (fromSnapshot: string): Circumstances => withVolume({ storage: { fromSnapshot } });
    const messages = (repository: TemporaryRepository, name: string): string[] =>
      problemsOf(repository, from(name)).map(({ message }) => message);
    expect(messages(synthesized(), 'auth-db-a')).toEqual([
      expect.stringContaining(
        'was created from an empty volume, but main.ts has the VolumeSnapshot auth-db-a',
      ) as string,
    ]);
    const restored = synthesized(undefined, { storage: { fromSnapshot: 'auth-db-a' } });
    expect(messages(restored, 'auth-db-b')).toHaveLength(1);
    expect(changesOf(planOf(restored, from('auth-db-a')))).toEqual({});
  });
});

test('snapshots are of the claim, and a volume can start from one', () => {
  const repository = synthesized(undefined, { snapshots: ['before-v2'], snapshotClass: 'standard' });
  expect(load(repository.read('k8s/base/auth-db/volumesnapshot.yaml'))).toMatchObject({
    metadata: { name: 'auth-db-before-v2' },
    spec: { source: { persistentVolumeClaimName: 'auth-db-pvc' }, volumeSnapshotClassName: 'standard' },
  });
  expect(codesOf(planOf(repository, withVolume()).warnings)).toEqual([]);
  const restored = withVolume({
    claimName: 'restored',
    snapshots: ['before-v2'],
    storage: { fromSnapshot: 'auth-db-before-v2' },
  });
  expect(codesOf(synthesize(repository, restored).warnings)).toEqual(['claim-kept']);
  // What it is of cannot change any more, and what that one holds nobody deletes.
  expect(repository.read('k8s/base/auth-db/volumesnapshot.yaml')).toContain('ClaimName: auth-db-pvc\n');
  const [claim, left] = loadAll(repository.read('k8s/base/auth-db/pvc.yaml')) as object[];
  expect(left).toMatchObject({
    metadata: { name: 'auth-db-pvc' },
    spec: { resources: { requests: { storage: '1Gi' } } },
  });
  expect(changesOf(planOf(repository, restored))).toEqual({});
  synthesize(repository, { ...restored, flags: { force: true, inPlace: true } });
  expect(repository.read('k8s/base/auth-db/pvc.yaml')).not.toContain('auth-db-pvc');
  expect(claim).toMatchObject({
    metadata: { name: 'restored' },
    spec: { dataSource: { kind: 'VolumeSnapshot', name: 'auth-db-before-v2' } },
  });
});

describe('in environments', () => {
  test('it has another class and other backups, or none, and the base is as without them', () => {
    const repository = new TemporaryRepository(game());
    const base = { backup: { to: CLAIM }, storage: { storageClass: 'fast-ssd' } };
    synthesize(repository, withVolume(base));
    const alone = repository.tree('k8s/base');
    const environments: SqliteVolumeProps['environments'] = {
      dev: { backup: 'none', storage: { storageClass: 'standard' } },
      test: { backup: { keep: 7 } },
    };
    synthesize(repository, withVolume({ ...base, environments }));
    expect(repository.tree('k8s/base')).toEqual(alone);

    const dev = repository.tree('k8s/overlays/dev/auth-db');
    expect(dev['persistentvolumeclaim-auth-db-pvc-patch.yaml']).toContain('value: standard\n');
    expect(dev['cronjob-auth-db-backup-patch.yaml']).toContain('$patch: delete\n');
    const keeps7 = repository.tree('k8s/overlays/test/auth-db');
    expect(Object.keys(keeps7)).toEqual([
      '.cdk8s-database.json',
      'cronjob-auth-db-backup-patch.yaml',
      'kustomization.yaml',
    ]);
    expect(keeps7['cronjob-auth-db-backup-patch.yaml']).toMatch(/value: "7"\n/);
  });

  test('backups that nowhere say where to are refused', () => {
    expect(() =>
      planOf(
        new TemporaryRepository(game()),
        withVolume({ environments: { test: { backup: { keep: 7 } } } }),
      ),
    ).toThrow(/auth-db\.backup\.to: is missing; allowed: BackupStore/);
  });

  test('two that would keep their backups in one place are refused; a claim is each namespace’s own', () => {
    const environments = { production: {}, test: { backup: { keep: 7 } } };
    const shared = (): unknown =>
      planOf(new TemporaryRepository(game()), withVolume({ backup: { to: NFS }, environments }));
    expect(refusalOf(shared)).toEqual([expect.objectContaining({ code: 'shared-store', path: 'auth-db' })]);
    planOf(new TemporaryRepository(game()), withVolume({ backup: { to: CLAIM }, environments }));
  });

  const s3 = (more: Partial<S3BackupStoreProps> = {}): BackupStore => BackupStore.s3({ ...BUCKET, ...more });
  const nfs = (path: string): BackupStore => BackupStore.nfs({ server: 'nas.example.com', path });

  test.each<[string, BackupStore, BackupStore]>([
    ['with other credentials', s3(), s3({ credentialsSecret: 'b' })],
    ['by the default prefix', s3(), s3({ prefix: 'auth-db', endpoint: 'https://s3.example.com' })],
    ['by another spelling', nfs('/exports'), nfs('/exports/./')],
  ])('one place %s is one place', (_, one, other) => {
    const environments = { production: { backup: { to: one } }, test: { backup: { to: other } } };
    const shared = (): unknown => planOf(new TemporaryRepository(game()), withVolume({ environments }));
    expect(refusalOf(shared)).toEqual([expect.objectContaining({ code: 'shared-store' })]);
  });

  test('a backup onto the claim itself is refused', () => {
    const to = BackupStore.claim({ name: 'auth-db-pvc' });
    const problems = problemsOf(new TemporaryRepository(game()), withVolume({ backup: { to } }));
    expect(problems.map(({ message }) => message).join()).toMatch(/is the PVC auth-db-pvc itself/);
  });

  test('a value that makes way is not told where it may hold a password', () => {
    const auth = deployment({
      container: "env: [{ name: DB_PATH, value: 'postgresql://u:hunter2@x/db' }]",
      pod: 'securityContext: { runAsUser: 1000 }',
    });
    const { warnings } = synthesize(new TemporaryRepository(game(auth)), withVolume());
    expect(codesOf(warnings)).toContain('variable-replaced');
    expect(JSON.stringify(warnings)).not.toContain('hunter2');
  });
});
