import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownDatabase, program, type OwnDatabase } from './own-database';
import { exec, python, SqliteJobs, type Outcome } from './sqlite-jobs';

/** The props, with more of the storage. */
const props = (storage = ''): string => `{
  storage: { size: Size.mebibytes(400)${storage} },
  resources: { cpuRequest: 0.05 },
  snapshots: { image: 'localhost/pyapp:latest', keep: 3, volumeSnapshotClass: 'standard' },
}`;

let own: OwnDatabase;
let jobs: SqliteJobs;

beforeAll(async () => {
  own = await ownDatabase('snapshots', props());
  jobs = new SqliteJobs(own.namespace);
});

/** What a Job of the CronJob says as its pod's termination message. */
async function result(name: string, env: Readonly<Record<string, string>> = {}): Promise<Result> {
  const outcome = await jobs.run(name, 'database-snapshot', env);
  const path = 'jsonpath={.items[*].status.containerStatuses[0].state.terminated.message}';
  const get = ['get', 'pods', `--selector=job-name=${name}`, '-o', path];
  const { stdout } = await own.namespace.kubectl(get);
  return { ...outcome, message: JSON.parse(stdout) as Result['message'] };
}

interface Result extends Outcome {
  readonly message: {
    readonly snapshot?: string;
    readonly error?: string;
    readonly removed?: number;
    readonly restoreSize?: string;
  };
}

async function snapshots(): Promise<string[]> {
  const { stdout } = await own.namespace.kubectl(['get', 'volumesnapshots', '-o', 'name']);
  return stdout
    .trim()
    .split('\n')
    .filter((name) => name !== '')
    .map((name) => name.replace(/^.*\//, ''));
}

/** A snapshot that is there already. SERIES: the database whose it is; none: a person's. */
async function create(name: string, series?: string, snapshotClass = 'standard'): Promise<void> {
  const snapshot = {
    apiVersion: 'snapshot.storage.k8s.io/v1',
    kind: 'VolumeSnapshot',
    metadata: { name, ...(series !== undefined && { labels: { 'cdk8s-database/snapshots-of': series } }) },
    spec: {
      source: { persistentVolumeClaimName: 'database-data-16' },
      volumeSnapshotClassName: snapshotClass,
    },
  };
  await own.namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(snapshot) });
  if (snapshotClass !== 'standard') return;
  const ready = ['wait', `volumesnapshot/${name}`, '--for=jsonpath={.status.readyToUse}=true'];
  await own.namespace.kubectl([...ready, '--timeout=60s']);
}

/** Renders main.ts anew and applies it. */
async function deploy(text: string): Promise<void> {
  const { example, namespace } = own;
  await writeFile(join(example.repository, 'main.ts'), program(text));
  await example.synth('some-password', '--in-place');
  await namespace.apply(join(example.base, 'database'));
}

test('the CronJob’s Job takes one of the running server; the server goes back to it by one prop, onto a volume of its own', async () => {
  const { example, namespace, pod } = own;
  // Nothing of it is in the data files yet: it comes from the WAL.
  await pod.sql("create table message as select n, 'before' as text from generate_series(1, 10000) n");
  const taken = await result('first');
  expect(taken).toMatchObject({
    isComplete: true,
    message: {
      removed: 0,
      restoreSize: '400Mi',
      snapshot: expect.stringMatching(/^database-\d{8}t\d{6}z$/) as string,
    },
  });
  const { snapshot = '' } = taken.message;
  await pod.sql("update message set text = 'after'; insert into message values (0, 'after')");

  await deploy(props(`, fromSnapshot: '${snapshot}'`));
  await namespace.rolledOut('statefulset/database');
  expect(await pod.sql('select text, count(*), sum(n) from message group by text')).toBe(
    'before|10000|50005000',
  );
  expect(await pod.log()).toContain('automatic recovery in progress');
  await pod.sql("insert into message values (0, 'restored')");
  const { stdout } = await namespace.kubectl(['get', 'pvc', '-o', 'name']);
  expect(stdout.trim().split('\n')).toEqual([
    'persistentvolumeclaim/database-data-16',
    `persistentvolumeclaim/database-data-16-from-${snapshot}`,
  ]);

  // What is taken from then on is of the new volume, and what it was made from stays.
  const next = await result('next', { KEEP: '1' });
  const { stdout: source } = await namespace.kubectl([
    'get',
    `volumesnapshot/${next.message.snapshot}`,
    '-o',
    'jsonpath={.spec.source.persistentVolumeClaimName}',
  ]);
  expect(source).toBe(`database-data-16-from-${snapshot}`);
  await expect(deploy(props())).rejects.toThrow('would go back to PVC database-data-16');
  expect(await readFile(join(example.base, 'database', 'statefulset.yaml'), 'utf8')).toContain(snapshot);
});

test('a volume without a database starts none', async () => {
  const { namespace } = own;
  const start = ['exec', 'database-0', '-c', 'postgres', '--', 'sh', '-c'];
  const elsewhere = `mkdir /tmp/empty && export PGDATA=/tmp/empty/pgdata DATA_VOLUME=/tmp/empty && sh /etc/postgresql/start.sh`;
  await expect(namespace.kubectl([...start, elsewhere])).rejects.toThrow(
    'holds no PostgreSQL data directory; nothing was changed',
  );
});

describe('what is too old goes, and nothing else', () => {
  test('of the days that have one the newest stay, a wrong clock’s and those of others do', async () => {
    const old = ['20200101t030000z', '20200102t020000z', '20200102t030000z', '20200103t030000z'];
    const kept = [
      'database-20990101t030000z',
      'database-b-20200101t030000z',
      'database-20200101t030000z-mine',
      'database-20200101t030001z',
    ];
    const before = await snapshots();
    await Promise.all([
      ...old.map((time) => create(`database-${time}`, 'database')),
      create('database-20200104t030000z', 'database', 'no-such-class'),
      create('database-20990101t030000z', 'database'),
      create('database-b-20200101t030000z', 'database-b'),
      create('database-20200101t030000z-mine', 'database'),
      create('database-20200101t030001z'),
    ]);
    const { isComplete, log, message } = await result('old');
    expect({ isComplete, log, message }).toMatchObject({ isComplete: true, message: { removed: 3 } });
    // The last ones of two days, and today's.
    const days = ['database-20200102t030000z', 'database-20200103t030000z'];
    expect(await snapshots()).toEqual([...before, ...kept, ...days, message.snapshot].sort());
  });

  test('in a thousand generated series, by the rules alone', async () => {
    await jobs.toolbox('tools', 'database-snapshot');
    expect(await python(own.namespace, 'tools', 'snapshot-series.py', '1000')).toMatch(
      /^1000 series, \d{3,} snapshots kept, \d{3,} gone$/,
    );
  });
});

describe('what goes wrong ends the Job at once, and leaves nothing that looks like a snapshot', () => {
  let before: string[];
  beforeAll(async () => (before = await snapshots()));
  afterEach(async () => {
    expect(await snapshots()).toEqual(before);
  });

  test.each([
    ['class', { SNAPSHOT_CLASS: 'no-such-class' }, /fails: .*"no-such-class" not found$/],
    ['claim', { CLAIM: 'no-such-claim' }, /of PersistentVolumeClaim no-such-claim fails: /],
  ])('a %s that is not there', async (name, env, said) => {
    const { isComplete, message } = await result(`no-${name}`, { ...env, ERROR_SECONDS: '4' });
    expect([isComplete, message.error]).toEqual([false, expect.stringMatching(said)]);
  });

  test('an account without the right', async () => {
    const { example, namespace } = own;
    await namespace.kubectl(['delete', 'rolebinding/database-snapshot']);
    const { isComplete, message } = await result('forbidden');
    expect([isComplete, message.error]).toEqual([
      false,
      expect.stringMatching(/^GET is refused: .*forbidden/),
    ]);
    await namespace.apply(join(example.base, 'database'));
  });

  test('a Job that is ended says so', async () => {
    const program = `import os, signal, subprocess, sys, time
one = subprocess.Popen(['python3', '/etc/snapshot/snapshot.py'], stdout=subprocess.PIPE, text=True,
  env={**os.environ, 'SNAPSHOT_CLASS': 'no-such-class', 'ERROR_SECONDS': '5'})
one.stdout.readline()
one.send_signal(signal.SIGTERM)
print(one.wait(), one.stdout.read().split(' ', 1)[1])`;
    const said = await exec(own.namespace, 'tools', 'python3', '-c', program);
    expect(said).toBe('1 {"error":"ended from outside before it was done"}');
    const pending = (await snapshots()).filter((name) => !before.includes(name));
    await own.namespace.kubectl(['delete', 'volumesnapshot', ...pending]);
  });
});

test('the account may do that in its namespace, and nothing else', async () => {
  const { name } = own.namespace;
  const may = ['auth', 'can-i', '--list', `--as=system:serviceaccount:${name}:database-snapshot`];
  const lines = (await own.namespace.kubectl([...may, '--no-headers'])).stdout.split('\n');
  expect(lines.filter((line) => line.includes('snapshot.storage.k8s.io'))).toEqual([
    expect.stringMatching(
      /^volumesnapshots\.snapshot\.storage\.k8s\.io +\[\] +\[\] +\[create delete get list\]$/,
    ),
  ]);
  expect(lines.filter((line) => /secret|pods|claims/.test(line))).toEqual([]);
});
