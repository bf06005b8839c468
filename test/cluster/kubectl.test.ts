import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { load } from 'js-yaml';
import type { Cluster } from '../../src/cluster/cluster';
import { Kubectl } from '../../src/cluster/kubectl';
import { run } from './command';
import { Namespace } from './namespace';
import { temporaryFolder } from './temporary-folder';

let namespace: Namespace;
let cluster: Cluster;

beforeAll(async () => {
  namespace = await Namespace.create('kubectl');
  cluster = namespace.cluster;
});

const secret = (value: string, type = 'Opaque'): string =>
  JSON.stringify({
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'one' },
    type,
    stringData: { value },
  });

const POD = `
apiVersion: v1
kind: Pod
metadata: { name: shell, labels: { app: shell } }
spec:
  terminationGracePeriodSeconds: 0
  securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: RuntimeDefault } }
  containers:
    - name: shell
      image: postgres:17-bookworm
      command: [sh, -c, 'echo started; sleep infinity']
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: [ALL] } }
`;

/** A kubeconfig as the tests' own, with some of its text replaced, while WORK is done. */
async function withKubeconfig<T>(
  change: (text: Record<string, unknown>) => void,
  work: () => Promise<T>,
): Promise<T> {
  const before = process.env['KUBECONFIG'];
  const view = load((await run('kubectl', ['config', 'view', '--raw', '--flatten'])).stdout);
  change(view as Record<string, unknown>);
  const file = join(await temporaryFolder(), 'kubeconfig');
  await writeFile(file, JSON.stringify(view));
  process.env['KUBECONFIG'] = file;
  try {
    return await work();
  } finally {
    process.env['KUBECONFIG'] = before;
  }
}

test('objects are created, changed and found by kind, name and label', async () => {
  expect(await cluster.apply(`${POD}---\n${secret('first')}`)).toEqual([
    'pod/shell created',
    'secret/one created',
  ]);
  expect(await cluster.apply(secret('second'))).toEqual(['secret/one configured']);
  const names = async (...args: Parameters<Cluster['get']>): Promise<string[]> =>
    (await cluster.get(...args)).map(({ kind, metadata }) => `${kind}/${metadata.name}`);
  expect(await names(['pods', 'secrets'], 'app=shell')).toEqual(['Pod/shell']);
  expect(await names(['pods', 'secrets'])).toEqual(['Pod/shell', 'Secret/one']);
  expect(await names(['secret/one', 'pod/shell'])).toEqual(['Secret/one', 'Pod/shell']);
  expect(await names(['pod/absent'])).toEqual([]);
  expect(await cluster.location()).toEqual({ context: 'test', namespace: namespace.name });
});

test('programs run in a container, read what is sent to them, and say why they failed', async () => {
  await namespace.kubectl(['wait', 'pod/shell', '--for=condition=Ready', '--timeout=100s']);
  const shell = { pod: 'shell', container: 'shell' };
  expect(await cluster.exec(shell, ['sh', '-s', 'b'], { input: 'echo a $1; cat /etc/hostname' })).toBe(
    'a b\nshell\n',
  );
  expect(await cluster.exec(shell, ['cat'])).toBe('');
  await expect(cluster.exec(shell, ['sleep', '20'], { seconds: 1 })).rejects.toThrow(
    /gave no answer in 1 seconds.*\(cluster-unreachable\)$/,
  );
  expect(await cluster.logs(shell, { tail: 1 })).toBe('started\n');
  await expect(cluster.exec(shell, ['sh', '-c', 'echo no luck >&2; exit 3'])).rejects.toThrow(
    'kubectl: no luck; command terminated with exit code 3 (kubectl-failed)',
  );
  await expect(cluster.exec({ ...shell, pod: 'absent' }, ['true'])).rejects.toThrow(
    /"absent" not found.*not-found\)$/,
  );
});

test('an error does not show what a Secret holds', async () => {
  const wrong = secret('marguerite', 'kubernetes.io/tls');
  const said = await cluster.apply(wrong).catch(String);
  expect(said).toMatch(/^Refusal: kubectl: The Secret "one" is invalid/);
  expect(said).not.toMatch(/marguerite|bWFyZ3Vlcml0ZQ/);
  const broken = wrong.replace('"stringData":{"value":"marguerite"}', '"data":{"value":"marguerite!"}');
  const other = await cluster.apply(broken).catch(String);
  expect(other).toMatch(/kubectl-failed\)$/);
  expect(other).not.toMatch(/marguerite|bWFyZ3Vlcml0ZQ/);
});

test('no kubectl, no such context, no cluster, no login and no right are each said', async () => {
  const path = process.env['PATH'];
  process.env['PATH'] = await temporaryFolder();
  try {
    await expect(cluster.get(['pods'])).rejects.toThrow('kubectl: is not on the PATH');
  } finally {
    process.env['PATH'] = path;
  }
  await expect(new Kubectl({ context: 'absent' }).get(['pods'])).rejects.toThrow(
    /absent.*\(cluster-context\)$/,
  );
  await expect(new Kubectl({ context: 'absent' }).location()).rejects.toThrow(/absent.*\(cluster-context\)$/);

  const none = (config: Record<string, unknown>): void => {
    config['current-context'] = '';
  };
  await withKubeconfig(none, async () => {
    await expect(cluster.location()).rejects.toThrow(/\(cluster-context\)$/);
  });

  const get = async (): Promise<unknown> => await cluster.get(['pods', 'jobs']).catch(String);
  const user = (one: object) => (config: Record<string, unknown>) => {
    const [first] = config['users'] as { user: Record<string, unknown> }[];
    if (first !== undefined) Object.assign(first.user, one);
  };
  const server = (url: string) => (config: Record<string, unknown>) => {
    const [first] = config['clusters'] as { cluster: Record<string, unknown> }[];
    if (first !== undefined) first.cluster['server'] = url;
  };
  expect(await withKubeconfig(server('https://127.0.0.1:1'), get)).toMatch(
    /127\.0\.0\.1:1 was refused.*\(cluster-unreachable\)$/,
  );
  expect(await withKubeconfig(server('https://no.such.host.invalid'), get)).toMatch(
    /\(cluster-unreachable\)$/,
  );
  expect(await withKubeconfig(user({ as: 'somebody' }), get)).toMatch(
    /pods is forbidden: User "somebody".*jobs.batch is forbidden.*\(cluster-forbidden\)$/,
  );
  const stranger = { 'client-certificate-data': undefined, 'client-key-data': undefined, token: 'wrong' };
  expect(await withKubeconfig(user(stranger), get)).toMatch(/\(cluster-login\)$/);
});
