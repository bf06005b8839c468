import { setTimeout as sleep } from 'node:timers/promises';
import { randomBytes } from 'node:crypto';
import { whenDone } from './cleanup';
import { run } from './command';
import { runLabels } from './test-run';

/** Asks the cluster's own DNS what it is asked, as NodeLocal DNSCache does where it has no answer yet. */
const FORWARDER = `
import os, socket
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
# An answer comes from the address that was asked.
server.bind((os.environ["ADDRESS"], 53))
while True:
    question, asker = server.recvfrom(4096)
    upstream = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    upstream.settimeout(2)
    try:
        upstream.sendto(question, (os.environ["UPSTREAM"], 53))
        server.sendto(upstream.recvfrom(4096)[0], asker)
    except OSError:
        pass
    finally:
        upstream.close()
`;

/** A DNS server with an address of the node's, which no selector of a NetworkPolicy takes. Returns the address. */
export async function startNodeDns(): Promise<string> {
  const name = `node-dns-${randomBytes(3).toString('hex')}`;
  whenDone(async () => {
    await run('kubectl', ['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
  });
  const dns = [
    'get',
    'service',
    'kube-dns',
    '--namespace',
    'kube-system',
    '-o',
    'jsonpath={.spec.clusterIP}',
  ];
  const { stdout: upstream } = await run('kubectl', dns);
  const metadata = {
    name,
    labels: { 'pod-security.kubernetes.io/enforce': 'privileged', ...runLabels() },
  };
  const spec = {
    hostNetwork: true,
    terminationGracePeriodSeconds: 0,
    containers: [
      {
        name: 'dns',
        image: 'localhost/pyapp:latest',
        imagePullPolicy: 'IfNotPresent',
        command: ['python3', '-c', FORWARDER],
        env: [
          { name: 'UPSTREAM', value: upstream },
          { name: 'ADDRESS', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
        ],
        securityContext: { runAsUser: 0 },
      },
    ],
  };
  const items = [
    { apiVersion: 'v1', kind: 'Namespace', metadata },
    { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'dns', namespace: name }, spec },
  ];
  await run('kubectl', ['create', '-f', '-'], {
    input: JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
  });
  const pod = ['get', 'pod', 'dns', '--namespace', name, '-o', 'jsonpath={.status.phase} {.status.hostIP}'];
  for (;;) {
    const [phase, address = ''] = (await run('kubectl', pod)).stdout.split(' ');
    if (phase === 'Running') return address;
    await sleep(200);
  }
}
