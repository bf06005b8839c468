import type { Alert } from '../server/alert';
import { volumeAlerts } from './volume-alerts';

/** What can be wrong with a server and its volume. */
export function serverAlerts(instance: string, claimName: string): Alert[] {
  const pod = `{namespace="$namespace",pod=~"<${instance}>-[0-9]+"}`;
  return [
    {
      name: 'PostgresqlDown',
      severity: 'critical',
      expression: `pg_up${pod} == 0`,
      for: '1m',
      summary: 'PostgreSQL in {{ $labels.namespace }}/{{ $labels.pod }} does not answer',
      description: 'The exporter beside the server cannot connect to it. Applications cannot either.',
    },
    {
      name: 'PostgresqlNotScraped',
      severity: 'critical',
      expression: `kube_statefulset_created{namespace="$namespace",statefulset="<${instance}>"} unless on (namespace) pg_up${pod}`,
      for: '10m',
      summary: 'Nothing is known of PostgreSQL {{ $labels.namespace }}/{{ $labels.statefulset }}',
      description:
        'Prometheus has no metrics of the server: its pod does not run, or Prometheus does not find it. No other alert of this server works.',
    },
    {
      name: 'PostgresqlMetricsMissing',
      severity: 'warning',
      expression: `min by (namespace, pod) (pg_scrape_collector_success${pod}) == 0 or max by (namespace, pod) (pg_exporter_last_scrape_error${pod}) > 0`,
      for: '15m',
      summary: 'Some metrics of PostgreSQL {{ $labels.namespace }}/{{ $labels.pod }} are missing',
      description: 'A query of the exporter fails, so that alerts on its metrics do not work.',
    },
    ...volumeAlerts(
      'Postgresql',
      claimName,
      'On a full volume the server stops, and starts again only when there is room.',
    ),
    {
      name: 'PostgresqlConnections',
      severity: 'warning',
      expression: `sum by (namespace, pod) (pg_stat_activity_count${pod}) / max by (namespace, pod) (pg_settings_max_connections${pod} - pg_settings_superuser_reserved_connections${pod}) > 0.8`,
      for: '5m',
      summary:
        '{{ $value | humanizePercentage }} of the connections of {{ $labels.namespace }}/{{ $labels.pod }} are in use',
      description: 'When all are in use, the server refuses new ones.',
    },
    {
      name: 'PostgresqlDeadlocks',
      severity: 'warning',
      expression: `sum by (namespace, pod, datname) (increase(pg_stat_database_deadlocks${pod}[1h])) > 5`,
      summary:
        '{{ $value | humanize }} deadlocks in {{ $labels.datname }} of {{ $labels.namespace }}/{{ $labels.pod }} in an hour',
      description: 'Transactions lock the same rows in different orders; the server ended one of each two.',
    },
    {
      name: 'PostgresqlLongTransaction',
      severity: 'warning',
      expression: `max by (namespace, pod, datname) (pg_stat_activity_max_tx_duration${pod}) > 3600`,
      for: '1m',
      summary:
        'A transaction in {{ $labels.datname }} of {{ $labels.namespace }}/{{ $labels.pod }} has been open for {{ $value | humanizeDuration }}',
      description: 'While it is open, nothing that was deleted since can be removed, and tables grow.',
    },
    {
      name: 'PostgresqlIdleInTransaction',
      severity: 'warning',
      expression: `max by (namespace, pod, datname) (pg_stat_activity_max_tx_duration{namespace="$namespace",pod=~"<${instance}>-[0-9]+",state=~"idle in transaction.*"}) > 300`,
      for: '1m',
      summary:
        'A session in {{ $labels.datname }} of {{ $labels.namespace }}/{{ $labels.pod }} leaves its transaction of {{ $value | humanizeDuration }} idle',
      description: 'It keeps its locks and does nothing. Mostly the application has forgotten a commit.',
    },
    {
      name: 'PostgresqlWraparound',
      severity: 'critical',
      expression: `max by (namespace, pod, datname) (pg_database_wraparound_age_datfrozenxid_seconds${pod}) > 5e8 or max by (namespace, pod, datname) (pg_database_wraparound_age_datminmxid_seconds${pod}) > 5e8`,
      for: '5m',
      summary:
        'The database {{ $labels.datname }} of {{ $labels.namespace }}/{{ $labels.pod }} has {{ $value | humanize }} transactions that VACUUM has not frozen',
      description:
        'At two thousand million the server takes no more writes. At two hundred million VACUUM should have begun.',
    },
    {
      name: 'PostgresqlReplicationSlot',
      severity: 'warning',
      expression: `pg_replication_slots_active${pod} == 0`,
      for: '15m',
      summary:
        'Nobody reads from the replication slot {{ $labels.slot_name }} of {{ $labels.namespace }}/{{ $labels.pod }}',
      description: 'The server keeps all WAL for it, until the volume is full.',
    },
    {
      name: 'PostgresqlCertificate',
      severity: 'critical',
      expression: `max by (namespace, pod) (postgresql_certificate_expiration_timestamp_seconds${pod}) - time() < 7 * 24 * 3600`,
      for: '1h',
      summary:
        'The certificate of PostgreSQL in {{ $labels.namespace }}/{{ $labels.pod }} ends in {{ $value | humanizeDuration }}',
      description: 'After that, applications that check the certificate cannot connect.',
    },
    {
      name: 'PostgresqlChecksumFailure',
      severity: 'critical',
      expression: `max by (namespace, pod, datname) (pg_stat_database_checksum_failures${pod}) > 0`,
      summary:
        '{{ $value }} pages of {{ $labels.datname }} in {{ $labels.namespace }}/{{ $labels.pod }} are damaged',
      description:
        'What the disk gave back is not what the server wrote. Restore a backup to another volume.',
    },
    {
      name: 'PostgresqlRestarts',
      severity: 'warning',
      expression: `changes(pg_postmaster_start_time_seconds${pod}[1h]) > 2`,
      summary:
        'PostgreSQL in {{ $labels.namespace }}/{{ $labels.pod }} was started {{ $value }} times in an hour',
      description: 'Mostly it had too little memory, or its volume is full.',
    },
  ];
}
