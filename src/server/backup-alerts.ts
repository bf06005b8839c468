import type { Alert } from './alert';
import { cronJobConditions } from './cron-job-conditions';

/** The alerts of backups that CRON_JOBS take. PREFIX is of their names: `Postgresql`, `Sqlite`. */
export function backupAlerts(prefix: string, cronJobs: readonly string[]): Alert[] {
  const { failed, late, never } = cronJobConditions(cronJobs);
  return [
    {
      name: `${prefix}BackupLate`,
      severity: 'critical',
      expression: late,
      for: '1h',
      summary: 'The last backup of {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old',
      description:
        'A backup was due and did not succeed. What was written since the last one is lost with the volume.',
    },
    {
      name: `${prefix}BackupNever`,
      severity: 'critical',
      expression: never,
      for: '1h',
      summary: '{{ $labels.cronjob }} has never made a backup',
      description: 'The first backup was due and did not succeed. All data is lost with the volume.',
    },
    {
      name: `${prefix}BackupFailed`,
      severity: 'warning',
      expression: failed,
      summary: 'The last run of {{ $labels.owner_name }} in {{ $labels.namespace }} failed',
      description: 'The earlier backups are still there. The log of the failed Job says what was wrong.',
    },
  ];
}

/** The alerts of the rehearsal of a restore. */
export function drillAlerts(cronJob: string): Alert[] {
  const { failed, late, never } = cronJobConditions([cronJob]);
  return [
    {
      name: 'PostgresqlDrillFailed',
      severity: 'critical',
      expression: failed,
      summary:
        'The last restore of a backup on trial in {{ $labels.namespace }} failed ({{ $labels.owner_name }})',
      description:
        'The newest backup could not be restored, or was not what it should be: do not rely on it.',
    },
    {
      name: 'PostgresqlDrillLate',
      severity: 'warning',
      expression: `${late} or ${never}`,
      for: '1h',
      summary: 'No backup was restored on trial lately ({{ $labels.cronjob }} in {{ $labels.namespace }})',
      description:
        'A trial was due and did not succeed, so that nobody knows whether the newest backups can be restored.',
    },
  ];
}
