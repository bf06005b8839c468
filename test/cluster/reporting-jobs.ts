/** What a pod of a backup ends with. */
export interface Report {
  /** Its termination message, as JSON. */
  readonly message: object;
  /** @default 0 */
  readonly exit?: number;
  /** @default - one that is there */
  readonly image?: string;
}

const LABEL = 'cdk8s-database/instance';

const podSpec = ({ exit = 0, image = 'postgres:16-bookworm', message }: Report): object => ({
  restartPolicy: 'Never',
  securityContext: { runAsNonRoot: true, runAsUser: 999, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [
    {
      name: 'backup',
      image,
      imagePullPolicy: 'IfNotPresent',
      command: ['sh', '-c', `echo '${JSON.stringify(message)}' >/dev/termination-log; exit ${exit}`],
      securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    },
  ],
});

/** A Job whose pods have the label that those of INSTANCE have. */
export const reportingJob = (name: string, instance: string, report: Report): object => ({
  apiVersion: 'batch/v1',
  kind: 'Job',
  metadata: { name },
  spec: jobSpec(instance, report),
});

export const reportingCronJob = (name: string, instance: string, report: Report): object => ({
  apiVersion: 'batch/v1',
  kind: 'CronJob',
  metadata: { name },
  spec: { schedule: '0 2 * * *', jobTemplate: { spec: jobSpec(instance, report) } },
});

const jobSpec = (instance: string, report: Report): object => ({
  backoffLimit: 0,
  template: { metadata: { labels: { [LABEL]: instance } }, spec: podSpec(report) },
});

/** A database that is scaled to nothing. */
export const idleServer = (name: string, instance: string): object => ({
  apiVersion: 'apps/v1',
  kind: 'StatefulSet',
  metadata: { name, labels: { [LABEL]: instance } },
  spec: {
    replicas: 0,
    selector: { matchLabels: { [LABEL]: instance } },
    template: {
      metadata: { labels: { [LABEL]: instance } },
      spec: { ...podSpec({ message: {} }), restartPolicy: 'Always' },
    },
  },
});

export const list = (...items: object[]): string => JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
