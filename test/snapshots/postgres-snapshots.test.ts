import { App, Duration } from 'cdk8s';
import { loadAll } from 'js-yaml';
import type { k8s } from 'cdk8s-plus-28';
import {
  PostgresDatabase,
  PostgresSnapshots,
  type PostgresDatabaseProps,
  type PostgresSnapshotsProps,
} from '../../src/index';
import { chatbot, CHATBOT, KUSTOMIZATION } from '../fixtures/chatbot';
import { composition, problemsOf, synthesize } from '../in-process';
import { TemporaryRepository } from '../temporary-repository';

const FOLDER = 'k8s/base/database';

function synthesized(
  snapshots: PostgresSnapshotsProps = {},
  more: PostgresDatabaseProps = {},
  repository = new TemporaryRepository(CHATBOT),
): TemporaryRepository {
  synthesize(repository, { compose: composition({}, { snapshots, ...more }) });
  return repository;
}

function objectIn<T>(repository: TemporaryRepository, file: string): T {
  const named = (object: { metadata: { name: string } }): boolean =>
    object.metadata.name === 'database-snapshot';
  return (loadAll(repository.read(`${FOLDER}/${file}`)) as { metadata: { name: string } }[]).find(named) as T;
}

const cronJob = (repository: TemporaryRepository): k8s.KubeCronJobProps & { spec: k8s.CronJobSpec } =>
  objectIn(repository, 'cronjob.yaml');

function variables(repository: TemporaryRepository): Record<string, string | undefined> {
  const [container] = cronJob(repository).spec.jobTemplate.spec?.template.spec?.containers ?? [];
  return Object.fromEntries((container?.env ?? []).map(({ name, value }) => [name, value]));
}

test('without the prop there is no trace of it', () => {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository);
  const files = repository.tree(FOLDER);
  expect(Object.keys(files)).not.toContain('role.yaml');
  expect(JSON.stringify(files)).not.toContain('database-snapshot');
});

test('each night, in UTC, one at a time, and never without an end', () => {
  const { spec } = cronJob(synthesized());
  expect(spec).toMatchObject({
    concurrencyPolicy: 'Forbid',
    failedJobsHistoryLimit: 3,
    schedule: '0 3 * * *',
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 3,
    timeZone: 'Etc/UTC',
  });
  // Each attempt would leave another snapshot: what may pass by itself, the program tries again.
  expect(spec.jobTemplate.spec).toMatchObject({ activeDeadlineSeconds: 9000, backoffLimit: 0 });
  expect(variables(synthesized())).toMatchObject({
    CLAIM: 'database-data-16',
    INSTANCE: 'database',
    KEEP: '7',
    WAIT_SECONDS: '7200',
  });
});

test('its account may only handle snapshots, and its pod only reach the API server', () => {
  const repository = synthesized();
  expect(objectIn<{ rules: object[] }>(repository, 'role.yaml').rules).toEqual([
    {
      apiGroups: ['snapshot.storage.k8s.io'],
      resources: ['volumesnapshots'],
      verbs: ['create', 'delete', 'get', 'list'],
    },
  ]);
  expect(objectIn<{ subjects: object[] }>(repository, 'rolebinding.yaml').subjects).toEqual([
    { kind: 'ServiceAccount', name: 'database-snapshot' },
  ]);
  const policy = objectIn<{ spec: { egress: { ports: { port: number }[] }[]; policyTypes: string[] } }>(
    repository,
    'networkpolicy.yaml',
  );
  expect(policy.spec.policyTypes).toEqual(['Ingress', 'Egress']);
  expect(policy.spec.egress[0]?.ports.map(({ port }) => port)).toEqual([443, 6443, 8443, 16443]);
  const pod = cronJob(repository).spec.jobTemplate.spec?.template;
  // Not the server's label: its Services and its NetworkPolicy would take the pod.
  expect(pod?.metadata?.labels).toMatchObject({ 'cdk8s-database/instance': 'database-snapshot' });
  expect(pod?.spec).toMatchObject({
    // Its one container mounts the token.
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, runAsUser: 65534 },
    serviceAccountName: 'database-snapshot',
  });
  expect(pod?.spec?.volumes?.map(({ name }) => name)).toEqual(['programs', 'account']);
});

test('every prop is where it belongs', () => {
  const repository = synthesized({
    image: 'registry.example.com/python:3.13',
    keep: 14,
    schedule: '15 */6 * * *',
    timeout: Duration.millis(21_599_500),
    volumeSnapshotClass: 'fast',
  });
  const { schedule, jobTemplate } = cronJob(repository).spec;
  expect([schedule, jobTemplate.spec?.activeDeadlineSeconds]).toEqual(['15 */6 * * *', 23_400]);
  expect(jobTemplate.spec?.template.spec?.containers[0]?.image).toBe('registry.example.com/python:3.13');
  expect(variables(repository)).toMatchObject({ KEEP: '14', SNAPSHOT_CLASS: 'fast', WAIT_SECONDS: '21600' });
});

test('a prefix of the base’s is in the claim’s name, since kustomize changes no variable', () => {
  const repository = new TemporaryRepository(
    chatbot({ 'k8s/base/kustomization.yaml': `namePrefix: my-\n${KUSTOMIZATION}` }),
  );
  expect(variables(synthesized({}, {}, repository))).toMatchObject({ CLAIM: 'my-database-data-16' });
});

test('an environment has its own schedule, or none', () => {
  const repository = synthesized(
    { keep: 30 },
    { environments: { dev: { snapshots: 'none' }, test: { snapshots: { keep: 2 } } } },
  );
  const overlay = (name: string): string => JSON.stringify(repository.tree(`k8s/overlays/${name}/database`));
  expect(overlay('dev')).toMatch(/\$patch: delete[^]*database-snapshot/);
  expect(overlay('test')).toMatch(/env\/\d+\/value[^]*"2\\"|value: \\"2\\"/);
  expect(overlay('test')).not.toContain('$patch');
});

test('is a capability like any other, in a plain app as well', () => {
  const database = new PostgresDatabase(new App(), 'database');
  const snapshots = new PostgresSnapshots(database, 'snapshots', { keep: 1 });
  expect(snapshots.contribute().alerts?.map(({ for: time, name }) => [name, time])).toEqual([
    ['PostgresqlSnapshotLate', '7200s'],
    ['PostgresqlSnapshotNever', '7200s'],
    ['PostgresqlSnapshotFailed', undefined],
  ]);
  expect(snapshots.node.defaultChild).toBeDefined();
});

test.each<[string, PostgresSnapshotsProps]>([
  ['"nightly" is not a valid schedule for snapshots', { schedule: 'nightly' }],
  ['keep is 0; allowed: a whole number of days', { keep: 0 }],
  ['timeout is 30 seconds; allowed: from a minute to 23 hours', { timeout: Duration.seconds(30) }],
  ['timeout is 86400 seconds', { timeout: Duration.days(1) }],
  ['"=" is not a valid name of a VolumeSnapshotClass', { volumeSnapshotClass: '=' }],
])('%s', (said, snapshots) => {
  const compose = composition({}, { snapshots });
  expect(problemsOf(new TemporaryRepository(CHATBOT), { compose })).toEqual([
    expect.objectContaining({ message: expect.stringContaining(said) as string }),
  ]);
});

test('a name that leaves no room for the CronJob’s is refused', () => {
  const compose = composition({}, { snapshots: {} }, 'd'.repeat(44));
  expect(problemsOf(new TemporaryRepository(CHATBOT), { compose })).toEqual([
    expect.objectContaining({
      code: 'instance-name',
      message: expect.stringContaining('at most 43') as string,
    }),
  ]);
});
