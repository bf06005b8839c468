import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { whenDone } from './cleanup';
import { run } from './command';
import { runLabels } from './test-run';

/** A pod that sees every process of a node: what a container's process 1 cannot do to itself is done from here. */
export class NodeShell {
  static async open(node: string): Promise<NodeShell> {
    const name = `node-shell-${randomBytes(3).toString('hex')}`;
    // The tests' other namespaces admit no such pod, for good reason.
    const labels = { 'pod-security.kubernetes.io/enforce': 'privileged', ...runLabels() };
    whenDone(async () => {
      await run('kubectl', ['delete', 'namespace', name, '--ignore-not-found', '--wait=false']);
    });
    const container = {
      name: 'shell',
      image: 'localhost/pyapp:latest',
      imagePullPolicy: 'IfNotPresent',
      command: ['sleep', 'infinity'],
      securityContext: { privileged: true, runAsUser: 0 },
      volumeMounts: [{ name: 'node', mountPath: '/node' }],
    };
    const spec = {
      nodeName: node,
      hostPID: true,
      terminationGracePeriodSeconds: 0,
      containers: [container],
      volumes: [{ name: 'node', hostPath: { path: '/' } }],
    };
    const metadata = { name: 'shell', namespace: name };
    await run('kubectl', ['create', '-f', '-'], {
      input: JSON.stringify({
        apiVersion: 'v1',
        kind: 'List',
        items: [
          { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
          { apiVersion: 'v1', kind: 'Pod', metadata, spec },
        ],
      }),
    });
    await run('kubectl', [
      '--namespace',
      name,
      'wait',
      'pod/shell',
      '--for=condition=Ready',
      '--timeout=100s',
    ]);
    return new NodeShell(name, await readFile(join(__dirname, 'signal-server.py'), 'utf8'));
  }

  private constructor(
    private readonly namespace: string,
    private readonly signaller: string,
  ) {}

  /** Runs a line of shell; the node's own files are below $NODE. */
  async run(line: string): Promise<string> {
    const shell = ['env', 'NODE=/node', 'sh', '-euc', line];
    return (await run('kubectl', ['--namespace', this.namespace, 'exec', 'shell', '--', ...shell])).stdout;
  }

  /** Nothing reaches a pod for some seconds, on open connections neither. A pod that is gone stays so. */
  async cutNetwork(podUid: string, seconds: number): Promise<void> {
    // With systemd as the cgroups' driver, the UID's dashes are underscores.
    await this.run(`
      uid=${podUid}
      pid=$(grep -ls -e "$uid" -e "$(echo "$uid" | tr - _)" /proc/[0-9]*/cgroup | head -n 1 | cut -d / -f 3)
      if [ -z "$pid" ]; then exit; fi
      inside() { nsenter --net="$network" chroot "$NODE" iptables --wait "$1" INPUT ! --in-interface lo --jump DROP; }
      network=/proc/self/fd/3
      exec 3<"/proc/$pid/ns/net" || exit 0
      inside --insert
      sleep ${seconds}
      inside --delete`);
  }

  /** A signal to the postmaster of a pod, or to all processes of its server. */
  async signal(
    podUid: string,
    signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT',
    whom: 'postmaster' | 'all',
  ): Promise<void> {
    const python = ['python3', '-c', this.signaller, podUid, signal, whom];
    await run('kubectl', ['--namespace', this.namespace, 'exec', 'shell', '--', ...python]);
  }
}
