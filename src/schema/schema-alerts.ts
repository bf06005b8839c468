import type { Alert } from '../server/alert';

/** The alert of migrations that failed. PREFIX is of the names of their Jobs, of which each change makes a new one. */
export function schemaAlerts(prefix: string): Alert[] {
  const jobs = `namespace="$namespace",job_name=~"<${prefix}-[0-9a-f]{8}>"`;
  const last = (state: 'complete' | 'failed'): string =>
    `max by (namespace) (kube_job_created{${jobs}} and on (namespace, job_name) kube_job_${state}{${jobs},condition="true"} == 1)`;
  return [
    {
      name: 'PostgresqlMigrationFailed',
      severity: 'critical',
      // A failed Job stays in the cluster; a later one that succeeded makes up for it.
      expression: `${last('failed')} unless on (namespace) (${last('complete')} > ${last('failed')})`,
      summary: `The migrations of {{ $labels.namespace }} have failed`,
      description:
        'The database has the schema of before, and the application may already expect the new one. No migration is half applied, except for indexes that are built CONCURRENTLY.',
    },
  ];
}
