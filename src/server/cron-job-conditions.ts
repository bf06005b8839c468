/**
 * When a CronJob's runs are as they should not be, in PromQL over kube-state-metrics. NAME is the CronJob's.
 */
export function cronJobConditions(name: string): {
  /** A run whose time has come an hour ago has not succeeded, or it is suspended. The value: seconds since the last success. */
  readonly late: string;
  /** An hour after its first run's time nothing has succeeded yet. */
  readonly never: string;
  /** The last run has failed. */
  readonly failed: string;
} {
  const of = `{namespace="$namespace",cronjob="<${name}>"}`;
  const hourAgo = 'time() - 3600';
  const succeeded = `kube_cronjob_status_last_successful_time${of}`;
  return {
    // Its own schedule says what is late: nobody has to say it twice.
    late: [
      `time() - ${succeeded} and on (namespace, cronjob) (`,
      `(kube_cronjob_status_last_schedule_time${of} > ${succeeded}) < ${hourAgo}`,
      `or kube_cronjob_next_schedule_time${of} < ${hourAgo}`,
      `or kube_cronjob_spec_suspend${of} == 1)`,
    ].join(' '),
    never: [
      `(kube_cronjob_status_last_schedule_time${of} < ${hourAgo}`,
      `or kube_cronjob_next_schedule_time${of} < ${hourAgo}`,
      `or kube_cronjob_spec_suspend${of} == 1)`,
      `unless on (namespace, cronjob) ${succeeded}`,
    ].join(' '),
    // A failed Job stays for a while; a later success makes up for it.
    failed: [
      'max by (namespace) (kube_job_created{namespace="$namespace"}',
      `and on (namespace, job_name) kube_job_owner{namespace="$namespace",owner_kind="CronJob",owner_name="<${name}>"}`,
      'and on (namespace, job_name) kube_job_failed{namespace="$namespace",condition="true"} == 1)',
      `> on (namespace) max by (namespace) (${succeeded} or kube_cronjob_created${of})`,
    ].join(' '),
  };
}
