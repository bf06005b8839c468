import type { CronJob, Variable } from '../status/objects';

/** The Job of CRONJOB that a person starts, as "kubectl create job --from" makes it. ENV: of the container CONTAINER. */
export function jobOfCronJob(
  { metadata, spec }: CronJob,
  name: string,
  container: string,
  env: Readonly<Record<string, string>>,
): object {
  const { metadata: template = {}, spec: job } = spec.jobTemplate;
  const { containers, ...pod } = job.template.spec;
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: {
      annotations: { ...template.annotations, 'cronjob.kubernetes.io/instantiate': 'manual' },
      ...(template.labels && { labels: template.labels }),
      name,
      ...(metadata.namespace !== undefined && { namespace: metadata.namespace }),
      ownerReferences: [
        { apiVersion: 'batch/v1', controller: true, kind: 'CronJob', name: metadata.name, uid: metadata.uid },
      ],
    },
    spec: {
      ...job,
      template: {
        ...job.template,
        spec: {
          ...pod,
          containers: containers.map((one) =>
            one.name === container ? { ...one, env: overridden(one.env ?? [], env) } : one,
          ),
        },
      },
    },
  };
}

/** A CronJob's name has room for it: 11 characters, MMDDhhmmss in UTC behind a dash. */
export function jobName(cronJob: CronJob, now: Date): string {
  return `${cronJob.metadata.name}-${now.toISOString().replace(/\D/g, '').slice(4, 14)}`;
}

function overridden(variables: readonly Variable[], values: Readonly<Record<string, string>>): Variable[] {
  return [
    ...variables.filter(({ name }) => values[name] === undefined),
    ...Object.entries(values).map(([name, value]) => ({ name, value })),
  ];
}
