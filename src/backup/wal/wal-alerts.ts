import type { Alert } from '../../server/alert';
import { cronJobConditions } from '../../server/cron-job-conditions';

/** What can be wrong with the archive in CLAIM, and with the base backups of CRON_JOB. */
export function walAlerts(instance: string, claim: string, cronJob: string): Alert[] {
  const pod = `{namespace="$namespace",pod=~"<${instance}>-[0-9]+"}`;
  const volume = `{namespace="$namespace",persistentvolumeclaim="<${claim}>"}`;
  const { late, never } = cronJobConditions([cronJob]);
  return [
    {
      name: 'PostgresqlArchiveFailing',
      severity: 'critical',
      expression: `increase(pg_stat_archiver_failed_count${pod}[15m]) > 0`,
      for: '15m',
      summary: 'PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} cannot archive its WAL',
      description:
        'Nothing written since can be restored to its moment if the volume is lost, and the server keeps its WAL until its own volume is full.',
    },
    {
      name: 'PostgresqlArchiveVolumeFull',
      severity: 'warning',
      expression: `1 - kubelet_volume_stats_available_bytes${volume} / kubelet_volume_stats_capacity_bytes${volume} > 0.8`,
      for: '5m',
      summary:
        'The archive {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is {{ $value | humanizePercentage }} full',
      description: 'On a full volume nothing is archived, and no base backup is made.',
    },
    {
      name: 'PostgresqlBaseBackupLate',
      severity: 'warning',
      expression: `(${late}) or (${never})`,
      for: '1h',
      summary: '{{ $labels.cronjob }} has not succeeded since it was due',
      description:
        'A restore to a moment replays all WAL since the last base backup: it takes longer each day, and the archive grows.',
    },
  ];
}
