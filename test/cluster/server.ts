import type { Namespace } from './namespace';

/** The part of the database's pod that is asked for here. */
export interface Pod {
  readonly metadata: { readonly uid: string };
  readonly spec: {
    readonly nodeName: string;
    readonly securityContext: { readonly runAsUser: number };
    readonly volumes: readonly { readonly persistentVolumeClaim?: { readonly claimName: string } }[];
  };
  readonly status: {
    readonly containerStatuses: readonly {
      readonly restartCount: number;
      readonly lastState: { readonly terminated?: { readonly reason: string; readonly finishedAt: string } };
    }[];
  };
}

/** What became of the server, as those see it who are not its clients: the kubelet, the kernel and its own log. */
export class Server {
  constructor(private readonly namespace: Namespace) {}

  async pod(): Promise<Pod> {
    const [pod] = await this.namespace.cluster.get(['pod/database-0']);
    if (pod === undefined) throw new Error('there is no pod database-0');
    return pod as unknown as Pod;
  }

  /** What the server said since, also before its container was started anew. `since`: milliseconds since 1970. */
  async logSince(since: number): Promise<string> {
    const logs = ['logs', 'database-0', '-c', 'postgres', `--since-time=${new Date(since).toISOString()}`];
    const parts = [[...logs, '--previous'], logs].map(
      async (args) =>
        await this.namespace.kubectl(args).then(
          ({ stdout }) => stdout,
          () => '',
        ),
    );
    return (await Promise.all(parts)).join('');
  }

  /** Gives its container another limit of CPU while it runs. */
  async limitCpu(limit: string): Promise<void> {
    const resources = { limits: { cpu: limit } };
    const patch = JSON.stringify({ spec: { containers: [{ name: 'postgres', resources }] } });
    await this.namespace.kubectl(['patch', 'pod', 'database-0', '--subresource=resize', `--patch=${patch}`]);
    const held = `jsonpath={.status.containerStatuses[0].resources.limits.cpu}=${limit}`;
    await this.namespace.kubectl(['wait', 'pod/database-0', `--for=${held}`, '--timeout=60s']);
  }

  /** How often the kernel ended a process because the container's memory was used up. */
  async memoryKills(): Promise<number> {
    const files = '/sys/fs/cgroup/memory/memory.oom_control /sys/fs/cgroup/memory.events'; // cgroup v1, v2
    const read = ['sh', '-c', `cat ${files} 2>/dev/null || true`];
    const stdout = await this.namespace.cluster.exec({ pod: 'database-0', container: 'postgres' }, read);
    return Number(/^oom_kill (\d+)$/m.exec(stdout)?.[1] ?? NaN);
  }
}
