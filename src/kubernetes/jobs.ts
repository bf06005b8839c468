import { hash } from 'node:crypto';
import type { ApiObjectMetadata, ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { MANAGED_BY } from './labels';
import { Manifest } from './manifest';
import type { CronJobSpec, JobSpec, PodTemplate } from './plain-types';
import { sortedByKey } from './sorted-by-key';

const HASH_LENGTH = 8;
/** A Job's name becomes the value of a label, which has at most 63 characters. */
export const LONGEST_PREFIX = 63 - HASH_LENGTH - '-'.length;
export const LONGEST_CRON_JOB_NAME = 52;

export interface ContentJobProps {
  readonly prefix: string;
  /** Of the Job's pods. */
  readonly labels: Readonly<Record<string, string>>;
  /** Files of the ConfigMap. */
  readonly data: Readonly<Record<string, string>>;
  /** The Job that mounts the ConfigMap of that name. */
  readonly job: (configName: string) => JobSpec;
}

/**
 * A ConfigMap and its Job in SCOPE, both named by a hash of their content: neither can be changed in the cluster, so a
 * change makes a new pair. The hash covers the order of keys. Returns the name.
 */
export function contentJob(scope: Construct, { prefix, labels, data, job }: ContentJobProps): string {
  const name = `${prefix}-${hash('sha256', JSON.stringify([data, job('')])).slice(0, HASH_LENGTH)}`;
  const metadata = { name, labels: { ...labels, ...MANAGED_BY } };
  new Manifest(scope, 'config-map', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data, immutable: true });
  new Manifest(scope, 'job', { apiVersion: 'batch/v1', kind: 'Job', metadata, spec: job(name) });
  return name;
}

/** A pod that the cluster evicts, for example to drain its node, does not count as a failed attempt. */
export function jobSpec(
  template: PodTemplate,
  { rules = [], ...fields }: Partial<JobSpec> & Partial<JobSpec['podFailurePolicy']> = {},
): JobSpec {
  const disrupted = { action: 'Ignore', onPodConditions: [{ status: 'True', type: 'DisruptionTarget' }] };
  return sortedByKey({
    backoffLimit: 2,
    podFailurePolicy: { rules: [disrupted, ...rules] },
    template,
    ...fields,
  });
}

/** A CronJob with at most one active run. */
export function cronJob(
  metadata: ApiObjectMetadata,
  schedule: string,
  job: JobSpec,
  fields: Partial<CronJobSpec> = {},
): ApiObjectProps & { readonly spec: CronJobSpec } {
  const spec = {
    concurrencyPolicy: 'Forbid',
    failedJobsHistoryLimit: 3,
    jobTemplate: { spec: job },
    schedule,
    // A run that could not start in time, for example while the cluster was down, starts within the next hour.
    startingDeadlineSeconds: 3600,
    successfulJobsHistoryLimit: 1,
    ...fields,
  };
  return { apiVersion: 'batch/v1', kind: 'CronJob', metadata, spec };
}

/** Of Jobs whose pod has a volume of its own: that goes only when the Job does. */
export const FEWEST_KEPT = { failedJobsHistoryLimit: 1, successfulJobsHistoryLimit: 1 };

/** 31 February. */
const NEVER = '0 0 31 2 *';

/** A CronJob that never runs by itself: somebody creates a Job from it. */
export function cronJobOnDemand(
  metadata: ApiObjectMetadata,
  job: JobSpec,
  fields: Partial<CronJobSpec> = {},
): ReturnType<typeof cronJob> {
  return cronJob(metadata, NEVER, job, { successfulJobsHistoryLimit: 3, suspend: true, ...fields });
}
