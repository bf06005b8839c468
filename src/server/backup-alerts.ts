import type { Alert } from './alert';
import { cronJobConditions } from './cron-job-conditions';

/** The alerts of backups that CRON_JOB takes. PREFIX is of their names: `Postgresql`, `Sqlite`. */
export function backupAlerts(prefix: string, cronJob: string): Alert[] {
  const { failed, late, never } = cronJobConditions(cronJob);
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
      summary: `The last run of ${cronJob} in {{ $labels.namespace }} failed`,
      description: 'The earlier backups are still there. The log of the failed Job says what was wrong.',
    },
  ];
}
