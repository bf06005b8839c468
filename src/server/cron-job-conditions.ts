/** When the runs of CronJobs are not as they should be: PromQL over kube-state-metrics. NAMES are the CronJobs'. */
export function cronJobConditions(names: readonly string[]): {
  /** A run was due an hour ago and has not succeeded, or it is suspended. The value: seconds since the last success. */
  readonly late: string;
  /** An hour after its first run was due nothing has succeeded. */
  readonly never: string;
  /** The last run has failed. Its label `owner_name` is the CronJob. */
  readonly failed: string;
} {
  const anyOf = names.map((name) => `<${name}>`).join('|');
  const of = `{namespace="$namespace",cronjob=~"${anyOf}"}`;
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
      'max by (namespace, owner_name) (kube_job_created{namespace="$namespace"}',
      '* on (namespace, job_name) group_left (owner_name)',
      `kube_job_owner{namespace="$namespace",owner_kind="CronJob",owner_name=~"${anyOf}"}`,
      'and on (namespace, job_name) kube_job_failed{namespace="$namespace",condition="true"} == 1)',
      '> on (namespace, owner_name) label_replace(',
      `max by (namespace, cronjob) (${succeeded} or kube_cronjob_created${of}),`,
      '"owner_name", "$1", "cronjob", "(.+)")',
    ].join(' '),
  };
}
