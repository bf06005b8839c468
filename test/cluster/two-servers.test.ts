import { DatabasePod } from './database-pod';
import { Example } from './example';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

let namespace: Namespace;
let database: DatabasePod;

beforeAll(async () => {
  namespace = await Namespace.create('two-servers');
  database = new DatabasePod(namespace);
  const example = await Example.copyTo(await temporaryFolder());
  await example.synth('some-password', '--in-place');
  await namespace.apply(`${example.base}/database`);
  await namespace.rolledOut('statefulset/database');
});

/** A backup's, a file browser's or a debug pod: the kubelet gives every folder of the volume to its group. */
test('a pod with another group that mounts the volume does not keep the server from starting', async () => {
  const security = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'visitor' },
    spec: {
      containers: [
        {
          name: 'visitor',
          image: 'localhost/pyapp:latest',
          imagePullPolicy: 'IfNotPresent',
          command: ['true'],
          securityContext: security,
          volumeMounts: [{ name: 'volume', mountPath: '/volume' }],
        },
      ],
      restartPolicy: 'Never',
      securityContext: {
        fsGroup: 1000,
        runAsNonRoot: true,
        runAsUser: 1000,
        seccompProfile: { type: 'RuntimeDefault' },
      },
      volumes: [{ name: 'volume', persistentVolumeClaim: { claimName: 'database-data-16' } }],
    },
  };
  await namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(pod) });
  const done = ['wait', 'pod/visitor', '--for=jsonpath={.status.phase}=Succeeded', '--timeout=100s'];
  await namespace.explained(namespace.kubectl(done));
  expect(await database.run('sh', '-c', 'stat --format=%a "$PGDATA"')).toBe('2770');

  await database.replace('normally');
  expect(await database.run('sh', '-c', 'stat --format=%a "$PGDATA"')).toBe('700');
});

/** Milliseconds from midnight, 1 January 1970, as the node's clock has them; both pods are on that node. */
const HEARTBEAT = 'while :; do date +%s%3N >"$(dirname "$PGDATA")/heartbeat"; sleep 0.02; done';

/** The lock file of PostgreSQL cannot tell two pods apart: the server is process 1 in either of them. */
test('a pod that is deleted by force and slow to stop never shares its data with its successor', async () => {
  const heart = database.run('sh', '-c', HEARTBEAT).catch(() => undefined); // ends with its pod
  const checkpointer = await database.sql(
    "select pid from pg_stat_activity where backend_type = 'checkpointer'",
  );
  // No shutdown without its checkpoint: like a slow disk, until the kubelet loses its patience.
  await database.run('sh', '-c', `kill -STOP ${checkpointer}`);

  await database.replace('by force');
  await heart;

  const last = await database.run('sh', '-c', 'cat "$(dirname "$PGDATA")/heartbeat"');
  const log = await database.log();
  const first = /^(\S+) .* LOG: /m.exec(log)?.[1] ?? 'no line of a server';
  const milliseconds = Date.parse(first) - Number(last);
  console.info(`old server gone, to first sign of the new one: ${milliseconds} ms`);
  expect(milliseconds).toBeGreaterThan(-100);
  // It was no clean shutdown: without this, the test would prove nothing.
  expect(log).toContain('database system was interrupted');
});
