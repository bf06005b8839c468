import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { limitReads, type ReadLimit } from './limit-reads';
import type { Limits, Options } from './options';
import dropCaches from './drop-caches.sh';

type Container = 'server' | 'client';

/** Where the data are: on the node's disk, or on a volume of the class that was given. */
const DATA_VOLUME = '/data';
export const DATA_DIRECTORY = `${DATA_VOLUME}/pgdata`;
export const SOCKET_DIRECTORY = '/socket';

/**
 * A pod with the server's container, whose limits are what is measured under, and the client's beside it: what
 * pgbench itself takes is not the server's. The server's page cache counts against its container's memory.
 */
export class BenchPod {
  private readonly namespace = `bench-postgres-${randomBytes(3).toString('hex')}`;

  async start(limits: Limits, volumeMiB: number, options: Options): Promise<void> {
    await kubectl(['create', 'namespace', this.namespace]);
    await kubectl(
      ['apply', '-n', this.namespace, '-f', '-'],
      JSON.stringify(manifests(limits, volumeMiB, options)),
    );
    await kubectl(['wait', '-n', this.namespace, '--for=condition=Ready', 'pod/bench', '--timeout=300s']);
    await this.shell('server', `cat >${DATA_VOLUME}/drop-caches.sh`, dropCaches);
  }

  /** Runs a script in a container; what it writes to its standard output. */
  async shell(container: Container, script: string, input = ''): Promise<string> {
    const exec = ['exec', '-i', '-n', this.namespace, 'bench', '-c', container, '--', 'sh', '-euc', script];
    return await kubectl(exec, input);
  }

  /** What the server's pages are read from is the disk again. */
  async dropCaches(): Promise<void> {
    await this.shell('server', `sh ${DATA_VOLUME}/drop-caches.sh ${DATA_DIRECTORY}`);
  }

  async limitReads(limit: ReadLimit): Promise<void> {
    limitReads(
      await kubectl(['get', 'pod', 'bench', '-n', this.namespace, '-o', 'jsonpath={.metadata.uid}']),
      limit,
    );
  }

  async delete(): Promise<void> {
    await kubectl([
      'delete',
      'namespace',
      this.namespace,
      '--ignore-not-found',
      '--wait=true',
      '--timeout=300s',
    ]);
  }
}

function manifests({ memoryMiB, cpus }: Limits, volumeMiB: number, options: Options): object {
  const server = { memory: `${memoryMiB}Mi` };
  const client = { memory: '256Mi' };
  // Of two pods one is paused: each may have the CPUs, none is promised them.
  const promised = { cpu: '100m' };
  const container = (name: Container, image: string, requests: object, limits: object): object => ({
    name,
    image,
    // Process 1 has to collect the postmaster, which is nobody's child once pg_ctl has ended.
    command: ['sh', '-c', 'trap exit TERM; while :; do sleep 1 & wait; done'],
    env: [
      { name: 'PGHOST', value: SOCKET_DIRECTORY },
      { name: 'PGUSER', value: 'postgres' },
    ],
    resources: { requests, limits },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [
      { name: 'socket', mountPath: SOCKET_DIRECTORY },
      { name: 'shm', mountPath: '/dev/shm' },
      ...(name === 'server' ? [{ name: 'data', mountPath: DATA_VOLUME }] : []),
    ],
  });
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: 'data' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      storageClassName: options.storageClass,
      resources: { requests: { storage: `${volumeMiB}Mi` } },
    },
  };
  const pod = {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: 'bench' },
    spec: {
      securityContext: {
        runAsUser: 999,
        runAsGroup: 999,
        runAsNonRoot: true,
        fsGroup: 999,
        fsGroupChangePolicy: 'OnRootMismatch',
        seccompProfile: { type: 'RuntimeDefault' },
      },
      terminationGracePeriodSeconds: 2,
      containers: [
        container('server', options.image, { ...server, ...promised }, { ...server, cpu: String(cpus) }),
        // What pgbench does is not to be the bottleneck: its CPU is not limited.
        container('client', options.clientImage, { ...client, ...promised }, client),
      ],
      volumes: [
        { name: 'socket', emptyDir: {} },
        { name: 'shm', emptyDir: { medium: 'Memory' } },
        options.storageClass === undefined
          ? { name: 'data', emptyDir: {} }
          : { name: 'data', persistentVolumeClaim: { claimName: 'data' } },
      ],
    },
  };
  return {
    apiVersion: 'v1',
    kind: 'List',
    items: [...(options.storageClass === undefined ? [] : [claim]), pod],
  };
}

async function kubectl(args: readonly string[], input = ''): Promise<string> {
  const child = spawn('kubectl', args);
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  child.stdin.on('error', () => undefined); // it ended without reading: its exit status says why
  child.stdin.end(input);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject).on('close', resolve);
  });
  if (status !== 0) throw new Error(`kubectl ${args.join(' ')}: exit status ${status}\n${stdout}${stderr}`);
  return stdout;
}
