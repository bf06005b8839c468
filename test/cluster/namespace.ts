import { randomBytes } from 'node:crypto';
import type { Cluster } from '../../src/cluster/cluster';
import { Kubectl } from '../../src/cluster/kubectl';
import { whenDone } from './cleanup';
import { run, type CommandOptions, type CommandOutput } from './command';
import { runLabels } from './test-run';

/** Pod Security "restricted": pods that break it are refused, and so much as a template that would is warned of. */
const RESTRICTED = {
  'pod-security.kubernetes.io/enforce': 'restricted',
  'pod-security.kubernetes.io/warn': 'restricted',
};

/** A namespace of the test file's own, which goes when that is done. */
export class Namespace {
  static async create(purpose: string): Promise<Namespace> {
    const name = `${purpose}-${randomBytes(3).toString('hex')}`;
    const metadata = { name, labels: { ...RESTRICTED, ...runLabels() } };
    await run('kubectl', ['create', '-f', '-'], {
      input: JSON.stringify({ apiVersion: 'v1', kind: 'Namespace', metadata }),
    });
    const namespace = new Namespace(name);
    whenDone(async () => await namespace.delete());
    return namespace;
  }

  /** What is in it. */
  readonly cluster: Cluster;

  private constructor(readonly name: string) {
    this.cluster = new Kubectl({ namespace: name });
  }

  async kubectl(args: readonly string[], options: CommandOptions = {}): Promise<CommandOutput> {
    return await run('kubectl', ['--namespace', this.name, ...args], options);
  }

  /** Applies a kustomization; what kubectl warns of is on its standard error. */
  async apply(folder: string): Promise<CommandOutput> {
    return await this.kubectl(['apply', '--validate=strict', '-k', folder]);
  }

  /** Until each workload runs what was applied last; else an error that shows how far its pods have come. */
  async rolledOut(...workloads: string[]): Promise<void> {
    for (const workload of workloads) {
      await this.explained(this.kubectl(['rollout', 'status', workload, '--timeout=100s']));
    }
  }

  /** The same promise; when it fails, its error tells what is in the namespace as well. */
  async explained<Result>(promise: Promise<Result>): Promise<Result> {
    return await promise.catch(async (error: unknown) => {
      const pods = await this.kubectl(['describe', 'pods']);
      const log = await this.kubectl(['logs', 'database-0', '--tail=30']).then(
        ({ stdout }) => stdout,
        String,
      );
      throw new Error([String(error), pods.stdout, log].join('\n\n'));
    });
  }

  /** Does not wait until all of it is gone: the end of the run does, for all namespaces at once. */
  async delete(): Promise<void> {
    await run('kubectl', ['delete', 'namespace', this.name, '--ignore-not-found', '--wait=false']);
  }
}
