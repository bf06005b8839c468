import { execFileSync } from 'node:child_process';
import { Size } from 'cdk8s';
import { loadAll } from 'js-yaml';
import { PostgresVersion, Schema, type PostgresDatabaseProps } from '../../../src/index';
import { chatbot, CHATBOT } from '../../fixtures/chatbot';
import {
  changesOf,
  codesOf,
  composition,
  planOf,
  problemsOf,
  synthesize,
  type Circumstances,
} from '../../in-process';
import { TemporaryRepository } from '../../temporary-repository';

const { V16, V17 } = PostgresVersion;
const FOLDER = 'k8s/base/database';
const SNAPSHOT = 'database-20261129t030000z';
const RESTORED = `database-data-16-from-${SNAPSHOT}`;

const of = (props: PostgresDatabaseProps, flags: Circumstances['flags'] = {}): Circumstances => ({
  compose: composition({}, props),
  flags: { inPlace: true, ...flags },
});
const from = (fromSnapshot: string, more: PostgresDatabaseProps = {}): PostgresDatabaseProps => ({
  ...more,
  storage: { ...more.storage, fromSnapshot },
});

interface Claim {
  readonly metadata: { readonly name: string };
  readonly spec: { readonly dataSource?: object };
}

function claims(repository: TemporaryRepository): Record<string, object | undefined> {
  const found = loadAll(repository.read(`${FOLDER}/pvc.yaml`)) as Claim[];
  return Object.fromEntries(found.map(({ metadata, spec }) => [metadata.name, spec.dataSource]));
}

function mounted(repository: TemporaryRepository): string[] {
  const text = repository.read(`${FOLDER}/statefulset.yaml`);
  return [...text.matchAll(/claimName: (\S+)/g)].map(([, name]) => name ?? '');
}

function deployed(props: PostgresDatabaseProps = {}): TemporaryRepository {
  const repository = new TemporaryRepository(CHATBOT);
  synthesize(repository, of(props));
  return repository;
}

function restored(props: PostgresDatabaseProps = {}): TemporaryRepository {
  const repository = deployed(props);
  synthesize(repository, of(from(SNAPSHOT, props)));
  return repository;
}

function messages(repository: TemporaryRepository, circumstances: Circumstances): string[] {
  return problemsOf(repository, circumstances).map(({ message }) => message);
}

test('the server gets a claim of its own, made from the snapshot, and the old one stays', () => {
  const repository = deployed();
  const { warnings } = synthesize(repository, of(from(SNAPSHOT)));
  expect(mounted(repository)).toEqual([RESTORED]);
  const dataSource = { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: SNAPSHOT };
  expect(claims(repository)).toEqual({ [RESTORED]: dataSource, 'database-data-16': undefined });
  expect(codesOf(warnings)).toEqual(expect.arrayContaining(['volume-changed', 'claim-kept']));
  // The server makes no empty database there.
  expect(repository.read(`${FOLDER}/configmap.yaml`)).toContain(`from-snapshot: ${SNAPSHOT}\n`);

  const again = planOf(repository, of(from(SNAPSHOT)));
  expect(changesOf(again)).toEqual({});
  expect(codesOf(again.warnings)).not.toContain('volume-changed');
});

test('a new database may begin with one, for example in a namespace to look into it', () => {
  const repository = deployed(from(SNAPSHOT));
  expect(Object.keys(claims(repository))).toEqual([RESTORED]);
});

test('without the prop it does not go back to the old data, unless that is said', () => {
  const repository = restored();
  expect(problemsOf(repository, of({}))).toEqual([
    expect.objectContaining({
      code: 'from-snapshot',
      message: expect.stringMatching(
        /^uses PVC \S+, .*would go back to PVC database-data-16 with what it held before; leave fromSnapshot/,
      ) as string,
    }),
  ]);
  const { warnings } = synthesize(repository, of({}, { force: true }));
  expect(mounted(repository)).toEqual(['database-data-16']);
  expect(Object.keys(claims(repository))).toEqual(['database-data-16', RESTORED]);
  expect(codesOf(warnings)).toContain('volume-changed');
});

test('another snapshot gives another claim, and all of them stay until they are dropped', () => {
  const repository = restored();
  synthesize(repository, of(from('of-another-day')));
  const now = 'database-data-16-from-of-another-day';
  expect(mounted(repository)).toEqual([now]);
  expect(Object.keys(claims(repository))).toEqual([now, RESTORED, 'database-data-16']);
  synthesize(repository, of(from('of-another-day'), { upgrade: 'drop-old-claims' }));
  expect(Object.keys(claims(repository))).toEqual([now]);
});

test('what the last commit’s server uses is not dropped', () => {
  const repository = deployed();
  const git = (...args: string[]): unknown =>
    execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@b', ...args], { cwd: repository.root });
  git('init', '--quiet');
  git('add', '--all');
  git('commit', '--quiet', '--message', 'empty');
  synthesize(repository, of(from(SNAPSHOT)));
  const drop = of(from(SNAPSHOT), { upgrade: 'drop-old-claims' });
  expect(messages(repository, drop)).toEqual([
    expect.stringContaining('still uses PVC database-data-16, so the change'),
  ]);
  git('add', '--all');
  git('commit', '--quiet', '--message', 'restored');
  synthesize(repository, drop);
  expect(Object.keys(claims(repository))).toEqual([RESTORED]);
});

test('a smaller volume than that of now is refused, since a snapshot of it does not fit', () => {
  const props = { storage: { size: Size.gibibytes(20) } };
  const smaller = { storage: { fromSnapshot: SNAPSHOT, size: Size.gibibytes(19) } };
  expect(messages(deployed(props), of(smaller))).toEqual([
    expect.stringContaining('storage.size is 19Gi, but the volume is 20480Mi now'),
  ]);
  synthesize(deployed(props), of(smaller, { force: true }));
});

test('a new version is not restored to: the data in the snapshot are the old one’s', () => {
  expect(messages(deployed(), of(from(SNAPSHOT, { version: V17 })))).toEqual([
    expect.stringContaining('change the version alone, without fromSnapshot'),
  ]);
  // The prop that is still there after a restore.
  expect(messages(restored(), of(from(SNAPSHOT, { version: V17 }), { upgrade: 'begin' }))).toHaveLength(1);
});

test('an upgrade takes the data from the restored volume, and ends with a volume without the prop', () => {
  const repository = restored();
  synthesize(repository, of({ version: V17 }, { upgrade: 'begin' }));
  expect(mounted(repository)).toEqual(['database-data-17', RESTORED]);
  expect(changesOf(planOf(repository, of({ version: V17 })))).toEqual({});
  expect(messages(repository, of(from('another', { version: V17 })))).toEqual([
    expect.stringContaining('finish the upgrade first'),
  ]);
  synthesize(repository, of({ version: V17 }, { upgrade: 'finish' }));
  expect(mounted(repository)).toEqual(['database-data-17']);
  expect(Object.keys(claims(repository))).toEqual(['database-data-17', RESTORED, 'database-data-16']);
});

test('after an upgrade the snapshot of the older version takes the database back to it', () => {
  const repository = deployed({ version: V16 });
  synthesize(repository, of({ version: V17 }, { upgrade: 'begin' }));
  synthesize(repository, of({ version: V17 }, { upgrade: 'finish' }));
  expect(messages(repository, of({ version: V16 }))).toHaveLength(1);
  synthesize(repository, of(from(SNAPSHOT, { version: V16 })));
  expect(mounted(repository)).toEqual([RESTORED]);
});

test('migrations get another Job: those that the snapshot does not have are applied once more', () => {
  const repository = new TemporaryRepository(
    chatbot({ 'schema/0001_message.sql': 'create table message (id bigint primary key);\n' }),
  );
  const jobIn = (): string =>
    /name: (database-schema-[0-9a-f]{8})/.exec(repository.read(`${FOLDER}/job.yaml`))?.[1] ?? '';
  const schema = Schema.fromDirectory('schema');
  synthesize(repository, of({ schema }));
  const before = jobIn();
  synthesize(repository, of(from(SNAPSHOT, { schema })));
  expect(jobIn()).not.toBe(before);
});

test('one environment goes back, and the others do not', () => {
  const repository = deployed({ environments: { test: {} } });
  const environments = { test: { storage: { fromSnapshot: SNAPSHOT } } };
  synthesize(repository, of({ environments }));
  const overlay = (): string => JSON.stringify(repository.tree('k8s/overlays/test/database'));
  expect(mounted(repository)).toEqual(['database-data-16']);
  expect(overlay()).toContain(`value: ${RESTORED}`);
  expect(overlay()).not.toContain('$patch');
  expect(messages(repository, of({ environments: { test: {} } }))).toEqual([
    expect.stringContaining(`in the environment test: uses PVC ${RESTORED}`),
  ]);
});

test.each(['', 'A', 'a/b'])('"%s" names no snapshot', (name) => {
  expect(messages(new TemporaryRepository(CHATBOT), of(from(name)))).toContainEqual(
    expect.stringContaining('is not a valid name of a VolumeSnapshot'),
  );
});
