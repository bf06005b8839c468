import { setTimeout as sleep } from 'node:timers/promises';
import type { Namespace } from './namespace';

/** The part of a pod that is asked for here. */
interface Pod {
  readonly metadata: { readonly uid: string; readonly deletionTimestamp?: string };
  readonly status: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const READY_WITHIN_MS = 100_000;

/** `database-0`: the pod that is deleted, and the server in it. */
export class DatabasePod {
  constructor(private readonly namespace: Namespace) {}

  /** Deletes the pod and waits until its successor is ready. Returns the milliseconds from one to the other. */
  async replace(how: 'normally' | 'by force'): Promise<number> {
    const old = await this.get();
    if (old === undefined) throw new Error('there is no pod database-0 to delete');
    const flags = how === 'by force' ? ['--grace-period=0', '--force'] : [];
    const start = performance.now();
    await this.namespace.kubectl(['delete', 'pod', 'database-0', '--wait=false', ...flags]);
    await this.namespace.explained(this.successorReady(old.metadata.uid, start + READY_WITHIN_MS));
    return Math.round(performance.now() - start);
  }

  /**
   * Runs SQL as the superuser, over the socket in the pod, who finds the application's tables without their schema here;
   * returns one line a row, fields parted by `|`.
   */
  async sql(statement: string, database = 'app'): Promise<string> {
    const psql = ['psql', '-U', 'postgres', '-d', database, '-v', 'ON_ERROR_STOP=1', '-XqAtc', statement];
    return await this.run('env', 'PGOPTIONS=-c search_path=public', ...psql);
  }

  /** Runs a script of psql's to its end, or to the first error; returns what it prints, as `sql` does. */
  async script(script: string, { database = 'app', role = 'postgres' } = {}): Promise<string> {
    const psql = ['psql', '-U', role, '-d', database, '-v', 'ON_ERROR_STOP=1', '-XqAtf', '-'];
    const container = ['exec', '-i', 'database-0', '-c', 'postgres', '--'];
    const exec = [...container, 'env', 'PGCLIENTENCODING=UTF8', ...psql];
    return (await this.namespace.kubectl(exec, { input: script })).stdout;
  }

  /** Runs a program in the server's container; returns what it prints. */
  async run(...command: string[]): Promise<string> {
    const server = { pod: 'database-0', container: 'postgres' };
    return (await this.namespace.cluster.exec(server, command)).trimEnd();
  }

  /** What the server has said since the pod started. */
  async log(): Promise<string> {
    const { stdout } = await this.namespace.kubectl(['logs', 'database-0', '-c', 'postgres', '--timestamps']);
    return stdout;
  }

  private async successorReady(uid: string, deadline: number): Promise<void> {
    for (;;) {
      const pod = await this.get();
      if (pod !== undefined && pod.metadata.uid !== uid && isReady(pod)) return;
      if (performance.now() > deadline)
        throw new Error('database-0 was deleted and did not become ready again');
      await sleep(50);
    }
  }

  private async get(): Promise<Pod | undefined> {
    const [pod] = await this.namespace.cluster.get(['pod/database-0']);
    return pod as Pod | undefined;
  }
}

function isReady(pod: Pod): boolean {
  return (
    pod.metadata.deletionTimestamp === undefined &&
    (pod.status.conditions ?? []).some(({ type, status }) => type === 'Ready' && status === 'True')
  );
}
