import { setTimeout as sleep } from 'node:timers/promises';
import type { Namespace } from './namespace';

interface Container {
  readonly name: string;
  command: string[];
  env?: { name: string; value?: string }[];
  volumeMounts: { name: string; mountPath: string; readOnly?: boolean }[];
}

/** The pod of a Job, which a test may change before it is made. */
export interface JobPod {
  containers: [Container];
  initContainers?: Container[];
  volumes: object[];
}

interface CronJob {
  readonly spec: {
    readonly jobTemplate: {
      readonly spec: { readonly template: { readonly metadata: object; readonly spec: JobPod } };
    };
  };
}

interface State {
  readonly terminated?: { readonly message?: string };
}
export interface Pod {
  readonly metadata: { readonly creationTimestamp: string; readonly name: string; readonly uid: string };
  readonly status: {
    readonly phase: string;
    readonly containerStatuses?: readonly { readonly state: State }[];
    readonly initContainerStatuses?: readonly { readonly state: State }[];
  };
}

/** How a Job ended. */
export interface Outcome {
  readonly isComplete: boolean;
  /** The attempts that the Job's status counts as failed. */
  readonly failed: number;
  /** What all containers have printed. */
  readonly log: string;
  /** The termination message of the last pod. */
  readonly message: string;
}

/** What stands in the message of a Job: `{"backup":…}`, `{"restored":…}`, `{"drill":…}` or `{"error":…}`. */
export interface Result {
  readonly backup?: string;
  readonly bytes?: number;
  readonly drill?: string;
  readonly error?: string;
  readonly restored?: string;
  readonly rows?: number;
}

export interface JobOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** @default 0: one attempt */
  readonly retries?: number;
  readonly change?: (pod: JobPod) => void;
}

export const resultOf = ({ message }: Outcome): Result => JSON.parse(message || '{}') as Result;

/** Jobs that are made from the CronJobs of backups, as a person or the command line makes them. */
export class BackupJobs {
  private count = 0;

  constructor(
    private readonly namespace: Namespace,
    /** How long a Job may take. */
    private readonly withinMs = 150_000,
  ) {}

  async run(cronJob: string, options: JobOptions = {}): Promise<Outcome> {
    return await this.ended(await this.start(cronJob, options));
  }

  /** Returns the Job's name. */
  async start(cronJob: string, { change, env = {}, retries = 0 }: JobOptions = {}): Promise<string> {
    const job = await this.job(cronJob);
    const { spec: pod } = job.template;
    const [container] = pod.containers;
    const kept = (container.env ?? []).filter(({ name }) => !(name in env));
    container.env = [...kept, ...Object.entries(env).map(([name, value]) => ({ name, value }))];
    change?.(pod);
    const name = `${cronJob}-${++this.count}`;
    await this.create({
      apiVersion: 'batch/v1',
      kind: 'Job',
      metadata: { name },
      spec: { ...job, backoffLimit: retries },
    });
    return name;
  }

  async ended(name: string): Promise<Outcome> {
    const deadline = Date.now() + this.withinMs;
    while (Date.now() < deadline) {
      await sleep(300);
      const [job] = await this.namespace.cluster.get([`job/${name}`]);
      const { conditions = [], failed = 0 } = (
        job as unknown as { status: { conditions?: { type: string }[]; failed?: number } }
      ).status;
      const types = conditions.map(({ type }) => type);
      if (!types.includes('Complete') && !types.includes('Failed')) continue;
      const logs = ['logs', `job/${name}`, '--all-containers', '--all-pods', '--ignore-errors'];
      // A pod that was deleted has none.
      const log = await this.namespace.kubectl(logs).then(
        ({ stdout }) => stdout,
        () => '',
      );
      const pod = (await this.pods(name)).at(-1);
      return { failed, isComplete: types.includes('Complete'), log, message: messageOf(pod) };
    }
    return await this.namespace.explained(Promise.reject(new Error(`job ${name} did not end`)));
  }

  /** The oldest first. */
  async pods(job: string): Promise<Pod[]> {
    const pods = (await this.namespace.cluster.get(['pods'], `job-name=${job}`)) as unknown as Pod[];
    return pods.toSorted((one, other) =>
      one.metadata.creationTimestamp.localeCompare(other.metadata.creationTimestamp),
    );
  }

  /** A pod like the Job's that does nothing, in which a test does what it likes with the store. */
  async toolbox(cronJob: string, change?: (pod: JobPod) => void): Promise<Toolbox> {
    const { metadata, spec: pod } = (await this.job(cronJob)).template;
    const [container] = pod.containers;
    container.command = ['sleep', 'infinity'];
    pod.initContainers = (pod.initContainers ?? []).filter(({ name }) => name === 'tools');
    change?.(pod);
    const name = `${cronJob}-tools-${++this.count}`;
    await this.create({ apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, name }, spec: pod });
    const ready = ['wait', `pod/${name}`, '--for=condition=Ready', '--timeout=100s'];
    await this.namespace.explained(this.namespace.kubectl(ready));
    return new Toolbox(this.namespace, name);
  }

  private async job(cronJob: string): Promise<CronJob['spec']['jobTemplate']['spec']> {
    const [found] = await this.namespace.cluster.get([`cronjob/${cronJob}`]);
    if (found === undefined) throw new Error(`there is no CronJob ${cronJob}`);
    return (found as unknown as CronJob).spec.jobTemplate.spec;
  }

  private async create(object: object): Promise<void> {
    await this.namespace.kubectl(['create', '-f', '-'], { input: JSON.stringify(object) });
  }
}

/** The functions of the programs' store are there, in a folder of its own where anything may be written. */
const PRELUDE = `
cd /work
export PURPOSE=drill
. "$PROGRAM/store.sh"
`;

/** Prints the names of the published backups. Each is whole: its files, and its dump to the last byte. */
const WHOLE = `
open_store 00000000T000000Z
rm -rf check
for one in $(names); do
  mkdir check
  fetch "$one" /work/check >/dev/null
  for file in dump globals.sql manifest.json sequences.tsv tables.tsv; do grep -q "^[0-9a-f]*  $file\\$" check/SHA256SUMS; done
  (cd check && grep -v '  dump$' SHA256SUMS | sha256sum --check --quiet)
  read_dump "$one" >check/dump
  (cd check && sha256sum --check --quiet SHA256SUMS)
  pg_restore --file=/dev/null check/dump
  rm -rf check
  echo "$one"
done
`;

export class Toolbox {
  constructor(
    private readonly namespace: Namespace,
    readonly pod: string,
  ) {}

  /** A script, in which the store's functions are. Returns what it prints. */
  async shell(script: string, ...args: readonly string[]): Promise<string> {
    const shell = ['sh', '-euc', `${PRELUDE}${script}`, 'sh', ...args];
    return (await this.namespace.kubectl(['exec', this.pod, '--', ...shell])).stdout.trimEnd();
  }

  /** The names of the published backups, each of which is proven to be whole. */
  async whole(instance = 'database'): Promise<string[]> {
    return lines(await this.shell(`INSTANCE=${instance} store=\${STORE_FOLDER:-}/${instance}\n${WHOLE}`));
  }

  async names(instance = 'database'): Promise<string[]> {
    return lines(await this.shell(`INSTANCE=${instance} store=\${STORE_FOLDER:-}/${instance}\nnames`));
  }
}

export const lines = (text: string): string[] => text.split('\n').filter((line) => line !== '');

function messageOf(pod: Pod | undefined): string {
  const { containerStatuses = [], initContainerStatuses = [] } = pod?.status ?? {};
  const said = [...initContainerStatuses, ...containerStatuses].map(
    ({ state }) => state.terminated?.message ?? '',
  );
  return said.findLast((message) => message !== '') ?? '';
}
