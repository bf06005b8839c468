import type { Alert } from '../server/alert';
import { cronJobConditions } from '../server/cron-job-conditions';

/** The alerts of snapshots that CRON_JOB takes, each within that many SECONDS. */
export function snapshotAlerts(cronJob: string, seconds: number): Alert[] {
  const { failed, late, never } = cronJobConditions([cronJob]);
  return [
    {
      name: 'PostgresqlSnapshotLate',
      severity: 'warning',
      expression: late,
      // A run that still waits for its snapshot is not late.
      for: `${seconds}s`,
      summary: 'The last snapshot of {{ $labels.cronjob }} is {{ $value | humanizeDuration }} old',
      description:
        'A snapshot was due and did not succeed. The quick way back leads to older and older data.',
    },
    {
      name: 'PostgresqlSnapshotNever',
      severity: 'warning',
      expression: never,
      for: `${seconds}s`,
      summary: '{{ $labels.cronjob }} has never taken a snapshot',
      description: 'The first snapshot was due and did not succeed. There is no quick way back.',
    },
    {
      name: 'PostgresqlSnapshotFailed',
      severity: 'warning',
      expression: failed,
      summary: 'The last run of {{ $labels.owner_name }} in {{ $labels.namespace }} failed',
      description: 'The earlier snapshots are still there. The log of the failed Job says what was wrong.',
    },
  ];
}
