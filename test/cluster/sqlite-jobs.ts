import { setTimeout as sleep } from 'node:timers/promises';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Namespace } from './namespace';

interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly spec: {
    containers: (Record<string, unknown> & { volumeMounts: { mountPath: string; readOnly?: boolean }[] })[];
    initContainers?: PodTemplate['spec']['containers'];
  };
}

/** How a Job ended, and what its containers said. */
export interface Outcome {
  readonly isComplete: boolean;
  readonly log: string;
}

/** The Jobs of a CronJob, made as a person makes them. */
export class SqliteJobs {
  constructor(private readonly namespace: Namespace) {}

  /** Runs one to its end. ENV is given as the documents say. */
  async run(name: string, cronJob: string, env: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const create = ['create', 'job', name, `--from=cronjob/${cronJob}`, '--dry-run=client', '-o', 'yaml'];
    let job = (await this.namespace.kubectl(create)).stdout;
    const variables = Object.entries(env).map(([key, value]) => `${key}=${value}`);
    if (variables.length > 0) {
      const set = ['set', 'env', '--local', '-f', '-', '-o', 'yaml', ...variables];
      job = (await this.namespace.kubectl(set, { input: job })).stdout;
    }
    await this.namespace.kubectl(['create', '-f', '-'], { input: job });
    return await this.ended(name);
  }

  /** A pod with all that the CronJob's has, the store to be written to as well, in which a test does what it likes. */
  async toolbox(name: string, cronJob: string): Promise<void> {
    const get = ['get', 'cronjob', cronJob, '-o', 'jsonpath={.spec.jobTemplate.spec.template}'];
    const { spec } = JSON.parse((await this.namespace.kubectl(get)).stdout) as PodTemplate;
    const containers = [...(spec.initContainers ?? []), ...spec.containers];
    for (const container of containers) {
      container['command'] = ['sleep', 'infinity'];
      for (const mount of container.volumeMounts) if (mount.mountPath === '/store') delete mount.readOnly;
    }
    const pod = {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { name },
      spec: { ...spec, containers, initContainers: [], terminationGracePeriodSeconds: 0 },
    };
    await this.namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(pod) });
    await this.namespace.explained(
      this.namespace.kubectl(['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=100s']),
    );
  }

  private async ended(name: string): Promise<Outcome> {
    const status = ['get', 'job', name, '-o', 'jsonpath={.status.conditions[*].type}'];
    const deadline = Date.now() + 100_000;
    while (Date.now() < deadline) {
      await sleep(200);
      const { stdout } = await this.namespace.kubectl(status);
      if (!/\b(?:Complete|Failed)\b/.test(stdout)) continue;
      const logs = ['logs', `job/${name}`, '--all-containers', '--all-pods', '--ignore-errors'];
      // A pod that was deleted has none.
      const log = await this.namespace.kubectl(logs).then(
        (said) => said.stdout,
        () => '',
      );
      return { isComplete: stdout.includes('Complete'), log };
    }
    const pods = await this.namespace.kubectl(['describe', 'pods', `--selector=job-name=${name}`]);
    throw new Error(`job ${name} did not end: ${pods.stdout}`);
  }
}

/** Runs one of this folder's Python programs in a pod, or a line of shell. */
export async function exec(
  namespace: Namespace,
  pod: string,
  ...command: readonly string[]
): Promise<string> {
  return (await namespace.kubectl(['exec', pod, '--', ...command])).stdout.trim();
}

export async function python(
  namespace: Namespace,
  pod: string,
  file: string,
  ...args: readonly string[]
): Promise<string> {
  return await exec(namespace, pod, 'python3', '-c', await readFile(join(__dirname, file), 'utf8'), ...args);
}
