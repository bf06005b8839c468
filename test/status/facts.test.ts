import { Kubectl } from '../../src/cluster/kubectl';
import { podProblem, tellingLines } from '../../src/cluster/status/pod-state';
import { parseFacts } from '../../src/cluster/status/server-facts';
import { jobStatus, resultOf } from '../../src/cluster/status/job-status';
import type { Event, Job, Pod } from '../../src/cluster/status/objects';

test('what a server says of itself may be in part', () => {
  expect(parseFacts('')).toEqual({});
  expect(
    parseFacts(`volume 352321536 115302400   237019136
certificate notAfter=Jan  6 02:00:00 2036 GMT
certificate issuer=CN=authority,O=a company
certificate subject=CN=database-service
error psql: error: FATAL:  the database system is starting up
`),
  ).toEqual({
    volume: { bytes: 352_321_536, usedBytes: 115_302_400, availableBytes: 237_019_136 },
    certificate: {
      notAfter: '2036-01-06T02:00:00.000Z',
      issuer: 'CN=authority,O=a company',
      selfSigned: false,
    },
    unknown: 'psql: error: FATAL:  the database system is starting up',
  });
});

test('the archive has its files, its base backups, those of earlier servers too, and its room', () => {
  const { archive } = parseFacts(`archive-volume 1000 700 300
waiting 2 1795935590.5000000000
base 20261129T010002Z 1795914007 this
base 20261122T010002Z 1795309207 earlier
base 20261123T010002Z  this
base of somebody else 1 this
archived 000000010000000000000003.00000028.backup 1795935600.250000
unarchived 000000010000000000000004 1795935700.000000 14
`);
  expect(archive).toEqual({
    lastArchived: {
      file: '000000010000000000000003.00000028.backup',
      at: new Date(1_795_935_600_250).toISOString(),
    },
    lastFailed: { file: '000000010000000000000004', at: new Date(1_795_935_700_000).toISOString() },
    failures: 14,
    waiting: { files: 2, since: new Date(1_795_935_590_500).toISOString() },
    baseBackups: [
      {
        name: '20261122T010002Z',
        completeAt: '2026-11-22T01:00:07Z',
        ofThisServer: false,
      },
      { name: '20261129T010002Z', completeAt: '2026-11-29T01:00:07Z', ofThisServer: true },
    ],
    volume: { bytes: 1000, usedBytes: 700, availableBytes: 300 },
  });
  expect(parseFacts('archive-volume 1000 0 1000\n').archive).toMatchObject({ baseBackups: [], failures: 0 });
});

test('a database’s name may have blanks', () => {
  expect(parseFacts('database 7642135 my own  app\n').database).toEqual({
    name: 'my own  app',
    bytes: 7_642_135,
  });
});

const pod = (message: string, reason = 'Error'): Pod => {
  const state = { terminated: { exitCode: 1, message, reason } };
  const status = { containerStatuses: [{ name: 'backup', ready: false, restartCount: 0, state }] };
  const metadata = { name: 'one', uid: 'one', creationTimestamp: '' };
  return { kind: 'Pod', metadata, spec: { containers: [] }, status };
};

test('a termination message is a result where it is an object of JSON, after whatever was written before', () => {
  expect(resultOf(pod('{"backup":"A"}\n'))).toEqual({ backup: 'A' });
  expect(resultOf(pod('starting\n{"error":"no room"}'))).toEqual({ error: 'no room' });
  for (const message of ['', '{', '[1]', 'error: {"a":1}', '{"a":1} done'])
    expect(resultOf(pod(message))).toBeUndefined();
});

test('of several containers the last one’s result is the Job’s', () => {
  const first = pod('{"backup":"A"}');
  const { containerStatuses: initContainerStatuses = [] } = first.status;
  const then = (message: string): Pod => ({
    ...first,
    status: { ...pod(message).status, initContainerStatuses },
  });
  expect(resultOf(then('{"error":"in use"}'))).toEqual({ error: 'in use' });
  expect(resultOf(then(''))).toEqual({ backup: 'A' });
});

test('a pod that had to wait for a node is not said to wait when it has one', () => {
  const waited: Event = {
    kind: 'Event',
    metadata: { name: 'one', uid: 'two', creationTimestamp: '' },
    type: 'Warning',
    reason: 'FailedScheduling',
    message: 'waiting for a volume',
    involvedObject: {},
  };
  const starts = pod('');
  const conditions = [{ type: 'PodScheduled', status: 'True' }];
  const problem = (is: Pod['status'], event: Event): object => podProblem({ ...starts, status: is }, [event]);
  expect(problem({ conditions }, waited)).toEqual({ reason: 'it starts', isStarting: true });
  expect(problem({ conditions }, { ...waited, reason: 'FailedMount', message: 'no' })).toEqual({
    reason: 'FailedMount: no',
  });
  expect(problem({ conditions: [{ type: 'PodScheduled', status: 'False', message: 'no' }] }, waited)).toEqual(
    { reason: 'Pending: no' },
  );
});

test('of a program that was killed for want of memory, Kubernetes says it', async () => {
  const failed = { ...pod('{"error":"the dump failed"}', 'OOMKilled') };
  const metadata = { ...failed.metadata, ownerReferences: [{ uid: 'job' }] };
  const found = { cronJobs: [], jobs: [], pods: [{ ...failed, metadata }], statefulSets: [] };
  const job: Job = {
    kind: 'Job',
    metadata: { name: 'backup', uid: 'job', creationTimestamp: '' },
    spec: { template: { spec: { containers: [] } } },
    status: { failed: 1 },
  };
  expect((await jobStatus(new Kubectl(), found, job)).reason).toBe(
    'the dump failed (OOMKilled: it needs more memory)',
  );
});

test('a log’s last lines are shown without what they quote of statements and rows', () => {
  const log = `
2026-11-29 06:12:01.014 UTC [31] ERROR:  duplicate key value violates unique constraint "person_email_key"
2026-11-29 06:12:01.014 UTC [31] DETAIL:  Key (email)=(ada@example.org) already exists.
2026-11-29 06:12:01.014 UTC [31] STATEMENT:  insert into person
\tvalues ('ada@example.org')
2026-11-29 06:12:01.015 UTC [1] FATAL:  could not write: No space left on device
psql:/etc/schema/2.sql:3: ERROR:  syntax error at or near "vaules"
LINE 1: insert into person vaules ('ada@example.org')
                           ^
STATEMENT:  insert into person
vaules ('ada@example.org')
DETAIL:  Failing row contains (ada@example.org).
migrate.sh: 2.sql failed

`;
  expect(tellingLines(log)).toEqual([
    '2026-11-29 06:12:01.015 UTC [1] FATAL:  could not write: No space left on device',
    'migrate.sh: 2.sql failed',
  ]);
});
