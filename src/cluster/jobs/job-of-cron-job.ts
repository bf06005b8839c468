import type { Container, CronJob } from '../status/objects';

/** The Job of CRONJOB that a person starts, as "kubectl create job --from" makes it. ENV: in each container that has them. */
export function jobOfCronJob(
  { metadata, spec }: CronJob,
  name: string,
  env: Readonly<Record<string, string>>,
): object {
  const { metadata: template = {}, spec: job } = spec.jobTemplate;
  const { containers, initContainers, ...pod } = job.template.spec;
  const withEnv = (one: Container): Container => ({
    ...one,
    ...(one.env && {
      env: one.env.map((variable) => {
        const value = env[variable.name];
        return value === undefined ? variable : { name: variable.name, value };
      }),
    }),
  });
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
          containers: containers.map(withEnv),
          ...(initContainers && { initContainers: initContainers.map(withEnv) }),
        },
      },
    },
  };
}

/** A CronJob's name has room for it: 11 characters, MMDDhhmmss in UTC behind a dash. */
export function jobName(cronJob: CronJob, now: Date): string {
  return `${cronJob.metadata.name}-${now.toISOString().replace(/\D/g, '').slice(4, 14)}`;
}
