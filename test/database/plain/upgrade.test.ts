import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { Size } from 'cdk8s';
import { load, loadAll } from 'js-yaml';
import type { k8s } from 'cdk8s-plus-28';
import { PostgresVersion, type Plan } from 'cdk8s-database';
import { CHATBOT } from '../../fixtures/chatbot';
import { changesOf, codesOf, composition, planOf, problemsOf, synthesize } from '../../in-process';
import { temporaryFolder, TemporaryRepository } from '../../temporary-repository';

const { V15, V16, V17, V18 } = PostgresVersion;
const FOLDER = 'k8s/base/database';
const inPlace = { inPlace: true };
const begin = { ...inPlace, upgrade: 'begin' } as const;
const finish = { ...inPlace, upgrade: 'finish' } as const;
const dropOldClaims = { ...inPlace, upgrade: 'drop-old-claims' } as const;
const of = (version: PostgresVersion): { compose: ReturnType<typeof composition> } => ({
  compose: composition({}, { version }),
});

function textOf(plan: Plan, file: string): string {
  return plan.changes.find(({ path }) => path === `${FOLDER}/${file}`)?.after?.toString('utf8') ?? '';
}

function podOf(plan: Plan): k8s.PodSpec {
  const text = textOf(plan, 'statefulset.yaml');
  return (load(text) as { spec: { template: { spec: k8s.PodSpec } } }).spec.template.spec;
}

function dataOf(plan: Plan): Record<string, string> {
  const [config] = loadAll(textOf(plan, 'configmap.yaml')) as { data: Record<string, string> }[];
  return config?.data ?? {};
}

function claimsOf(plan: Plan): string[] {
  return (loadAll(textOf(plan, 'pvc.yaml')) as { metadata: { name: string } }[]).map(
    ({ metadata }) => metadata.name,
  );
}

function running15(): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, of(V15));
  return repository;
}

test('another major version is refused, newer or older, and says what to do', () => {
  const repository = running15();
  expect(problemsOf(repository, of(V17))).toEqual([
    expect.objectContaining({
      code: 'major-version',
      path: `${FOLDER}/statefulset.yaml`,
      message: expect.stringMatching(/^runs PostgreSQL 15, .* has 17, .*cdk8s-database upgrade/) as string,
    }),
  ]);
  expect(problemsOf(repository, { ...of(V17), flags: { check: true } })).toHaveLength(1);

  synthesize(repository, { ...of(V16), flags: begin });
  expect(problemsOf(repository, { ...of(V15), flags: begin })).toEqual([
    expect.objectContaining({ message: expect.stringContaining('cannot read a newer version') as string }),
  ]);
});

test('a database that is not in the repository yet, and a new minor version, are no upgrade', () => {
  expect(() => planOf(new TemporaryRepository(CHATBOT), of(V17))).not.toThrow();
  expect(() => planOf(running15(), of(PostgresVersion.of(15, { minor: 20 })))).not.toThrow();
});

test('an upgrade dumps by the old image and restores by the new one, onto a volume of its own', () => {
  const plan = planOf(running15(), { ...of(V17), flags: begin });
  const { initContainers = [], containers, volumes = [] } = podOf(plan);
  expect(initContainers.map(({ name, image }) => [name, image])).toEqual([
    ['upgrade-dump', V15.image],
    ['upgrade-restore', V17.image],
    ['certificate', V17.image],
  ]);
  expect(containers[0]?.image).toBe(V17.image);
  const claimed = volumes.map(({ name, persistentVolumeClaim: claim }) => [name, claim?.claimName]);
  expect(claimed).toContainEqual(['data', 'database-data-17']);
  expect(claimed).toContainEqual(['old-data', 'database-data-15']);
  expect(claimsOf(plan)).toEqual(['database-data-17', 'database-data-15']);
});

test('the server itself has no way to the old volume', () => {
  const { containers } = podOf(planOf(running15(), { ...of(V17), flags: begin }));
  expect(containers[0]?.volumeMounts?.map(({ name }) => name)).not.toContain('old-data');
});

test('while it is under way every synth says the same, and only --finish ends it', () => {
  const repository = running15();
  synthesize(repository, { ...of(V17), flags: begin });
  expect(changesOf(planOf(repository, of(V17)))).toEqual({});
  expect(changesOf(planOf(repository, { ...of(V17), flags: begin }))).toEqual({});

  const finished = synthesize(repository, { ...of(V17), flags: finish });
  expect(podOf(finished).initContainers?.map(({ name }) => name)).toEqual(['certificate']);
  // What leaves the YAML some pruner deletes, and with it the volume.
  expect(claimsOf(finished)).toEqual(['database-data-17', 'database-data-15']);
  expect(dataOf(finished)['upgraded-from']).toBe('15');
  expect(changesOf(planOf(repository, of(V17)))).toEqual({});
  expect(changesOf(planOf(repository, { ...of(V17), flags: begin }))).toEqual({});
});

test('the old claim leaves the YAML when it is said that it may, and not before', () => {
  const repository = running15();
  synthesize(repository, { ...of(V17), flags: begin });
  expect(problemsOf(repository, { ...of(V17), flags: dropOldClaims })).toEqual([
    expect.objectContaining({ message: expect.stringContaining('is not finished') as string }),
  ]);

  synthesize(repository, { ...of(V17), flags: finish });
  expect(codesOf(planOf(repository, of(V17)).warnings)).toContain('claim-kept');
  synthesize(repository, { ...of(V18), flags: begin });
  expect(claimsOf(planOf(repository, of(V18)))).toEqual([
    'database-data-18',
    'database-data-17',
    'database-data-15',
  ]);
  synthesize(repository, { ...of(V18), flags: finish });

  const dropped = synthesize(repository, { ...of(V18), flags: dropOldClaims });
  expect(claimsOf(dropped)).toEqual(['database-data-18']);
  expect(dataOf(dropped)).not.toHaveProperty('upgraded-from');
  expect(codesOf(dropped.warnings)).toContain('claim-dropped');
  expect(changesOf(planOf(repository, of(V18)))).toEqual({});
});

test('an upgrade whose begin is in no commit is not finished', () => {
  const repository = running15();
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository.root });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', '15');
  synthesize(repository, { ...of(V17), flags: begin });
  expect(problemsOf(repository, { ...of(V17), flags: finish })).toEqual([
    expect.objectContaining({
      code: 'major-version',
      message: expect.stringContaining('would reach the cluster at once') as string,
    }),
  ]);
  expect(() => planOf(repository, { ...of(V17), flags: { ...finish, force: true } })).not.toThrow();

  git('add', '--all');
  git('commit', '--quiet', '--message', '17');
  expect(() => planOf(repository, { ...of(V17), flags: finish })).not.toThrow();

  // Nor is the old claim dropped before the end is in a commit.
  synthesize(repository, { ...of(V17), flags: finish });
  const drop = { ...inPlace, upgrade: 'drop-old-claims' } as const;
  expect(problemsOf(repository, { ...of(V17), flags: drop })).toEqual([
    expect.objectContaining({
      message: expect.stringContaining("still has the upgrade's steps") as string,
    }),
  ]);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'finished');
  expect(() => planOf(repository, { ...of(V17), flags: drop })).not.toThrow();
});

test('another Debian release is said to break the order of indexes', () => {
  const repository = running15();
  const trixie = PostgresVersion.of(15, { distribution: 'trixie' });
  const [warning] = planOf(repository, of(trixie)).warnings.filter(
    ({ code }) => code === 'other-distribution',
  );
  expect(warning?.message).toMatch(/from bookworm to trixie.*REINDEX/);
  for (const version of [V15, PostgresVersion.of(15, { minor: 9 })]) {
    expect(codesOf(planOf(repository, of(version)).warnings)).not.toContain('other-distribution');
  }
});

test('what is written to another folder is known there as well, and the repository’s own where there is nothing yet', () => {
  const repository = new TemporaryRepository(CHATBOT);
  const output = { output: join(temporaryFolder(), 'dist') };
  synthesize(repository, { ...of(V15), flags: output });
  expect(problemsOf(repository, { ...of(V17), flags: output })).toHaveLength(1);
  const upgrade = planOf(repository, { ...of(V17), flags: { ...output, upgrade: 'begin' } });
  expect(podOf(upgrade).initContainers?.[0]?.name).toBe('upgrade-dump');

  const elsewhere = { output: join(temporaryFolder(), 'dist') };
  expect(problemsOf(running15(), { ...of(V17), flags: elsewhere })).toHaveLength(1);
});

test('a lost StatefulSet does not make the data another version’s', () => {
  const repository = running15();
  repository.remove(`${FOLDER}/statefulset.yaml`);
  expect(codesOf(problemsOf(repository, of(V17)))).toEqual(['major-version']);
  expect(changesOf(planOf(repository, of(V15)))['create']).toEqual([`${FOLDER}/statefulset.yaml`]);
});

test('one upgrade is finished before the next begins', () => {
  const repository = running15();
  synthesize(repository, { ...of(V16), flags: begin });
  expect(problemsOf(repository, { ...of(V17), flags: begin })).toEqual([
    expect.objectContaining({ message: expect.stringContaining('not finished') as string }),
  ]);
});

test('the old claim stays as it was committed, whatever the new one is ordered with', () => {
  const repository = running15();
  const committed = textOf(planOf(repository, of(V15)), 'pvc.yaml');
  const storage = { size: Size.gibibytes(99), storageClass: 'fast-ssd' };
  const plan = planOf(repository, { compose: composition({}, { storage, version: V17 }), flags: begin });
  const [, old] = loadAll(textOf(plan, 'pvc.yaml'));
  expect(old).toEqual(load(committed));
});

test('it is said what an upgrade does, what to wait for, and that there is none', () => {
  const repository = running15();
  expect(codesOf(planOf(repository, { ...of(V15), flags: begin }).warnings)).toContain('no-upgrade');
  const codes = codesOf(synthesize(repository, { ...of(V17), flags: begin }).warnings);
  expect(codes).toEqual(expect.arrayContaining(['upgrade-begun', 'server-restarts']));
  expect(codesOf(planOf(repository, { ...of(V17), flags: finish }).warnings)).toContain('upgrade-finished');
});
