/** Names of series with their values, a minute apart, as promtool reads them. */
export type Series = Readonly<Record<string, string>>;

interface AlertCases {
  /** What is seen when it fires. */
  readonly fires: {
    readonly series: Series;
    readonly at: string;
    readonly labels: Readonly<Record<string, string>>;
    readonly summary: string;
  };
  readonly silent: readonly { readonly why: string; readonly series: Series; readonly at: string }[];
}

const POD = 'namespace="shop",pod="database-0"';
const ON_POD = { namespace: 'shop', pod: 'database-0' };

function connections(idle: number): Series {
  return {
    [`pg_stat_activity_count{${POD},datname="app",state="idle"}`]: `${idle}x20`,
    [`pg_stat_activity_count{${POD},datname="app",state="active"}`]: '5x20',
    [`pg_settings_max_connections{${POD},server="socket"}`]: '103x20',
    [`pg_settings_superuser_reserved_connections{${POD},server="socket"}`]: '3x20',
  };
}

function volumes(prefix: string, claim: string): Record<string, AlertCases> {
  const series = (available: string): Series => {
    const of = `namespace="shop",persistentvolumeclaim="${claim}"`;
    return {
      [`kubelet_volume_stats_available_bytes{${of}}`]: available,
      [`kubelet_volume_stats_capacity_bytes{${of}}`]: '1000x600',
    };
  };
  const labels = { namespace: 'shop', persistentvolumeclaim: claim };
  return {
    [`${prefix}VolumeFull`]: {
      fires: { series: series('100x30'), at: '20m', labels, summary: `The volume shop/${claim} is 90% full` },
      silent: [{ why: 'seven tenths are used', series: series('300x30'), at: '20m' }],
    },
    [`${prefix}VolumeFullSoon`]: {
      fires: {
        series: series('800-1x500'),
        at: '450m',
        labels,
        summary: `The volume shop/${claim} is full in less than four days`,
      },
      silent: [
        { why: 'it grows slowly', series: series('700-0.05x500'), at: '450m' },
        { why: 'it is nearly empty', series: series('1000-0.2x500'), at: '450m' },
      ],
    },
  };
}

function transaction(state: string, seconds: string): Series {
  return { [`pg_stat_activity_max_tx_duration{${POD},datname="app",state="${state}"}`]: seconds };
}

function job(name: string, created: number, state: 'complete' | 'failed', owner?: string): Series {
  const of = `namespace="shop",job_name="${name}"`;
  return {
    [`kube_job_created{${of}}`]: `${created}x400`,
    [`kube_job_${state}{${of},condition="true"}`]: '1x400',
    ...(owner !== undefined && {
      [`kube_job_owner{${of},owner_kind="CronJob",owner_name="${owner}"}`]: '1x400',
    }),
  };
}

/** KIND: `PostgresqlBackup`. LAST and NEVER: what the summaries say. */
function scheduled(
  kind: string,
  cronJob: string,
  { last, never }: { readonly last: string; readonly never: string },
): Record<string, AlertCases> {
  const of = `namespace="shop",cronjob="${cronJob}"`;
  const due = { [`kube_cronjob_status_last_schedule_time{${of}}`]: '7200x400' };
  const succeeded = (at: number): Series => ({
    [`kube_cronjob_status_last_successful_time{${of}}`]: `${at}x400`,
  });
  const failed = {
    [`kube_cronjob_created{${of}}`]: '100x400',
    ...job(`${cronJob}-29000000`, 7200, 'failed', cronJob),
  };
  return {
    [`${kind}Late`]: {
      fires: {
        series: { ...due, ...succeeded(3600) },
        at: '300m',
        labels: { cronjob: cronJob, namespace: 'shop' },
        summary: `${last} of ${cronJob} is 4h 0m 0s old`,
      },
      silent: [
        { why: 'the last run succeeded', series: { ...due, ...succeeded(7300) }, at: '300m' },
        { why: 'the run has time', series: { ...due, ...succeeded(3600) }, at: '200m' },
        {
          why: 'a weekly one is due next week',
          series: {
            ...due,
            ...succeeded(7300),
            [`kube_cronjob_next_schedule_time{${of}}`]: '600000x400',
            [`kube_cronjob_spec_suspend{${of}}`]: '0x400',
          },
          at: '390m',
        },
      ],
    },
    [`${kind}Never`]: {
      fires: {
        series: due,
        at: '300m',
        labels: { cronjob: cronJob, namespace: 'shop' },
        summary: `${cronJob} has never ${never}`,
      },
      silent: [{ why: 'one succeeded', series: { ...due, ...succeeded(7300) }, at: '300m' }],
    },
    [`${kind}Failed`]: {
      fires: {
        series: failed,
        at: '200m',
        labels: { namespace: 'shop', owner_name: cronJob },
        summary: `The last run of ${cronJob} in shop failed`,
      },
      silent: [
        { why: 'a later one succeeded', series: { ...failed, ...succeeded(9000) }, at: '200m' },
        {
          why: 'another CronJob failed',
          series: { [`kube_cronjob_created{${of}}`]: '100x400', ...job('other-1', 7200, 'failed', 'other') },
          at: '200m',
        },
      ],
    },
  };
}

const BACKUP = { last: 'The last backup', never: 'made a backup' };
const SNAPSHOT = { last: 'The last snapshot', never: 'taken a snapshot' };

/** A drill's are those of a backup, told otherwise; late is also what has never been. */
function drills(cases: Readonly<Record<string, AlertCases>>): Record<string, AlertCases> {
  const { PostgresqlDrillFailed: failed, PostgresqlDrillLate: late } = cases;
  if (failed === undefined || late === undefined) throw new Error('no cases of a drill');
  const summary = 'No backup was restored on trial lately (database-drill in shop)';
  const said = 'The last restore of a backup on trial in shop failed (database-drill)';
  return {
    PostgresqlDrillFailed: { ...failed, fires: { ...failed.fires, summary: said } },
    PostgresqlDrillLate: { ...late, fires: { ...late.fires, summary } },
  };
}

const ARCHIVE = 'namespace="shop",persistentvolumeclaim="database-wal"';
const BASE_BACKUP = 'namespace="shop",cronjob="database-base-backup"';

function archive(available: string): Series {
  return {
    [`kubelet_volume_stats_available_bytes{${ARCHIVE}}`]: available,
    [`kubelet_volume_stats_capacity_bytes{${ARCHIVE}}`]: '1000x30',
  };
}

function baseBackups(succeeded?: number): Series {
  return {
    [`kube_cronjob_status_last_schedule_time{${BASE_BACKUP}}`]: '7200x400',
    ...(succeeded !== undefined && {
      [`kube_cronjob_status_last_successful_time{${BASE_BACKUP}}`]: `${succeeded}x400`,
    }),
  };
}

/** By the alert's name. */
export const ALERT_CASES: Readonly<Record<string, AlertCases>> = {
  PostgresqlArchiveFailing: {
    fires: {
      series: { [`pg_stat_archiver_failed_count{${POD}}`]: '0+3x60' },
      at: '40m',
      labels: ON_POD,
      summary: 'PostgreSQL shop/database-0 cannot archive its WAL',
    },
    silent: [
      {
        why: 'it failed some time ago',
        series: { [`pg_stat_archiver_failed_count{${POD}}`]: '7x60' },
        at: '40m',
      },
      {
        why: 'it failed for some minutes',
        series: { [`pg_stat_archiver_failed_count{${POD}}`]: '0x10 3x60' },
        at: '60m',
      },
    ],
  },
  PostgresqlArchiveVolumeFull: {
    fires: {
      series: archive('100x30'),
      at: '10m',
      labels: { namespace: 'shop', persistentvolumeclaim: 'database-wal' },
      summary: 'The archive shop/database-wal is 90% full',
    },
    silent: [{ why: 'there is room', series: archive('300x30'), at: '10m' }],
  },
  PostgresqlBaseBackupLate: {
    fires: {
      series: baseBackups(3600),
      at: '300m',
      labels: { cronjob: 'database-base-backup', namespace: 'shop' },
      summary: 'database-base-backup has not succeeded since it was due',
    },
    silent: [
      { why: 'the last run succeeded', series: baseBackups(7300), at: '300m' },
      { why: 'the first run has time', series: baseBackups(), at: '150m' },
    ],
  },
  PostgresqlDown: {
    fires: {
      series: { [`pg_up{${POD}}`]: '1x4 0x10' },
      at: '8m',
      labels: ON_POD,
      summary: 'PostgreSQL in shop/database-0 does not answer',
    },
    silent: [
      { why: 'it is up', series: { [`pg_up{${POD}}`]: '1x20' }, at: '10m' },
      {
        why: 'others are down',
        series: {
          'pg_up{namespace="shop",pod="other-database-0"}': '0x20',
          'pg_up{namespace="test",pod="database-0"}': '0x20',
        },
        at: '10m',
      },
    ],
  },
  PostgresqlNotScraped: {
    fires: {
      series: { 'kube_statefulset_created{namespace="shop",statefulset="database"}': '1x30' },
      at: '20m',
      labels: { namespace: 'shop', statefulset: 'database' },
      summary: 'Nothing is known of PostgreSQL shop/database',
    },
    silent: [
      {
        why: 'it is down, which is known',
        series: {
          'kube_statefulset_created{namespace="shop",statefulset="database"}': '1x30',
          [`pg_up{${POD}}`]: '0x30',
        },
        at: '20m',
      },
    ],
  },
  PostgresqlMetricsMissing: {
    fires: {
      series: {
        [`pg_scrape_collector_success{${POD},collector="wal"}`]: '0x40',
        [`pg_scrape_collector_success{${POD},collector="database"}`]: '1x40',
      },
      at: '30m',
      labels: ON_POD,
      summary: 'Some metrics of PostgreSQL shop/database-0 are missing',
    },
    silent: [
      {
        why: 'all queries succeed',
        series: {
          [`pg_scrape_collector_success{${POD},collector="wal"}`]: '1x40',
          [`pg_exporter_last_scrape_error{${POD}}`]: '0x40',
        },
        at: '30m',
      },
    ],
  },
  PostgresqlConnections: {
    fires: {
      series: connections(80),
      at: '10m',
      labels: ON_POD,
      summary: '85% of the connections of shop/database-0 are in use',
    },
    silent: [{ why: 'two thirds are in use', series: connections(61), at: '10m' }],
  },
  PostgresqlDeadlocks: {
    fires: {
      series: { [`pg_stat_database_deadlocks{${POD},datid="5",datname="app"}`]: '0+0.2x120' },
      at: '90m',
      labels: { ...ON_POD, datname: 'app' },
      summary: '12 deadlocks in app of shop/database-0 in an hour',
    },
    silent: [
      {
        why: 'three in an hour',
        series: { [`pg_stat_database_deadlocks{${POD},datid="5",datname="app"}`]: '100+0.05x120' },
        at: '90m',
      },
    ],
  },
  PostgresqlLongTransaction: {
    fires: {
      series: transaction('active', '3500+60x20'),
      at: '10m',
      labels: { ...ON_POD, datname: 'app' },
      summary: 'A transaction in app of shop/database-0 has been open for 1h 8m 20s',
    },
    silent: [{ why: 'it began lately', series: transaction('active', '0+60x20'), at: '20m' }],
  },
  PostgresqlIdleInTransaction: {
    fires: {
      series: transaction('idle in transaction (aborted)', '0+60x20'),
      at: '10m',
      labels: { ...ON_POD, datname: 'app' },
      summary: 'A session in app of shop/database-0 leaves its transaction of 10m 0s idle',
    },
    silent: [
      { why: 'it works', series: transaction('active', '0+60x20'), at: '10m' },
      { why: 'it began lately', series: transaction('idle in transaction', '0+10x20'), at: '10m' },
    ],
  },
  PostgresqlWraparound: {
    fires: {
      series: { [`pg_database_wraparound_age_datfrozenxid_seconds{${POD},datname="app"}`]: '600000000x20' },
      at: '10m',
      labels: { ...ON_POD, datname: 'app' },
      summary: 'The database app of shop/database-0 has 600M transactions that VACUUM has not frozen',
    },
    silent: [
      {
        why: 'autovacuum is about to begin',
        series: {
          [`pg_database_wraparound_age_datfrozenxid_seconds{${POD},datname="app"}`]: '210000000x20',
          [`pg_database_wraparound_age_datminmxid_seconds{${POD},datname="app"}`]: '1000x20',
        },
        at: '10m',
      },
    ],
  },
  PostgresqlReplicationSlot: {
    fires: {
      series: { [`pg_replication_slots_active{${POD},slot_name="archive"}`]: '0x30' },
      at: '20m',
      labels: { ...ON_POD, slot_name: 'archive' },
      summary: 'Nobody reads from the replication slot archive of shop/database-0',
    },
    silent: [
      {
        why: 'its reader was away for a minute',
        series: { [`pg_replication_slots_active{${POD},slot_name="archive"}`]: '1x10 0 1x20' },
        at: '20m',
      },
    ],
  },
  PostgresqlCertificate: {
    fires: {
      series: { [`postgresql_certificate_expiration_timestamp_seconds{${POD}}`]: '600000x120' },
      at: '90m',
      labels: ON_POD,
      summary: 'The certificate of PostgreSQL in shop/database-0 ends in 6d 21h 10m 0s',
    },
    silent: [
      {
        why: 'it lasts for more than a week',
        series: { [`postgresql_certificate_expiration_timestamp_seconds{${POD}}`]: '700000x120' },
        at: '90m',
      },
    ],
  },
  PostgresqlChecksumFailure: {
    fires: {
      series: { [`pg_stat_database_checksum_failures{${POD},datname="app"}`]: '0x5 2x10' },
      at: '10m',
      labels: { ...ON_POD, datname: 'app' },
      summary: '2 pages of app in shop/database-0 are damaged',
    },
    silent: [
      {
        why: 'all pages are whole',
        series: { [`pg_stat_database_checksum_failures{${POD},datname="app"}`]: '0x15' },
        at: '10m',
      },
    ],
  },
  PostgresqlRestarts: {
    fires: {
      series: { [`pg_postmaster_start_time_seconds{${POD}}`]: '1 1 2 2 3 3 4x10' },
      at: '10m',
      labels: ON_POD,
      summary: 'PostgreSQL in shop/database-0 was started 3 times in an hour',
    },
    silent: [
      {
        why: 'one restart, as for an upgrade',
        series: { [`pg_postmaster_start_time_seconds{${POD}}`]: '1 1 2x10' },
        at: '10m',
      },
    ],
  },
  PostgresqlMigrationFailed: {
    fires: {
      series: {
        ...job('database-schema-0a1b2c3d', 200, 'failed'),
        ...job('database-schema-00000000', 100, 'complete'),
      },
      at: '5m',
      labels: { namespace: 'shop' },
      summary: 'The migrations of shop have failed',
    },
    silent: [
      {
        why: 'the next Job succeeded',
        series: {
          ...job('database-schema-0a1b2c3d', 100, 'failed'),
          ...job('database-schema-00000000', 200, 'complete'),
        },
        at: '5m',
      },
      {
        why: 'another database’s failed',
        series: job('other-database-schema-0a1b2c3d', 100, 'failed'),
        at: '5m',
      },
    ],
  },
  ...volumes('Postgresql', 'database-data-16'),
  ...scheduled('PostgresqlBackup', 'database-backup', BACKUP),
  ...drills(scheduled('PostgresqlDrill', 'database-drill', BACKUP)),
  ...volumes('Sqlite', 'auth-db-pvc'),
  ...scheduled('SqliteBackup', 'auth-db-backup', BACKUP),
  ...scheduled('PostgresqlSnapshot', 'database-snapshot', SNAPSHOT),
};
