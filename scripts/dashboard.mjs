// The dashboard of a database, by Grafana's own SDK: `npm run dashboard` writes src/monitoring/dashboard.json, which is
// committed, so that a synth needs no SDK. In it `<database>`, `<claim>` and `<backup>` stand for the names of a database's
// pod, PVC and CronJob, as in its alerts; $namespace is Grafana's variable.
import {
  BigValueColorMode,
  BigValueGraphMode,
  LegendDisplayMode,
  LegendPlacement,
} from '@grafana/grafana-foundation-sdk/common';
import {
  ReduceDataOptionsBuilder,
  StackingConfigBuilder,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import {
  DashboardBuilder,
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  RowBuilder,
  ThresholdsConfigBuilder,
  ThresholdsMode,
  VariableRefresh,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { DataqueryBuilder, PromQueryFormat } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder as StatBuilder } from '@grafana/grafana-foundation-sdk/stat';
import { PanelBuilder as TimeseriesBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

const POD = 'namespace="$namespace",pod=~"<database>-[0-9]+"';
const SERVER = `${POD},container="postgres"`;
const CLAIM = 'namespace="$namespace",persistentvolumeclaim="<claim>"';
const BACKUP = 'namespace="$namespace",cronjob="<backup>"';
const SOURCE = { type: 'prometheus', uid: '${datasource}' };

function query(expr, legend, refId) {
  return new DataqueryBuilder().expr(expr).legendFormat(legend).refId(refId).datasource(SOURCE);
}

/** One number, green until WARNING, yellow until CRITICAL, then red; with neither it has no colour. */
function number(title, unit, expr, [warning, critical] = [], description) {
  const steps = [
    { value: null, color: warning === undefined ? 'text' : 'green' },
    ...(warning === undefined ? [] : [{ value: warning, color: 'yellow' }]),
    ...(critical === undefined ? [] : [{ value: critical, color: 'red' }]),
  ];
  const panel = new StatBuilder()
    .title(title)
    .datasource(SOURCE)
    .unit(unit)
    .height(4)
    .span(4)
    .graphMode(BigValueGraphMode.None)
    .colorMode(BigValueColorMode.Value)
    .reduceOptions(new ReduceDataOptionsBuilder().calcs(['lastNotNull']))
    .thresholds(new ThresholdsConfigBuilder().mode(ThresholdsMode.Absolute).steps(steps))
    .noValue('none')
    .withTarget(query(expr, title, 'A').instant());
  return description === undefined ? panel : panel.description(description);
}

/** Lines over time: QUERIES are pairs of a legend and an expression. */
function lines(title, unit, ...queries) {
  return queries.reduce(
    (panel, [legend, expr], index) =>
      panel.withTarget(
        query(expr, legend, String.fromCharCode(65 + index))
          .range()
          .format(PromQueryFormat.TimeSeries),
      ),
    new TimeseriesBuilder()
      .title(title)
      .datasource(SOURCE)
      .unit(unit)
      .min(0)
      .height(7)
      .span(8)
      .lineWidth(1)
      .fillOpacity(10)
      .legend(
        new VizLegendOptionsBuilder()
          .showLegend(true)
          .displayMode(LegendDisplayMode.List)
          .placement(LegendPlacement.Bottom)
          .calcs([]),
      ),
  );
}

const rate = (metric) => `sum(rate(${metric}{${POD}}[$__rate_interval]))`;
const all = (metric) => `sum(${metric}{${POD}})`;

const dashboard = new DashboardBuilder('PostgreSQL <database>')
  .uid('<uid>')
  .tags(['postgresql', 'cdk8s-database'])
  .time({ from: 'now-6h', to: 'now' })
  .refresh('1m')
  .timezone('browser')
  .withVariable(new DatasourceVariableBuilder('datasource').type('prometheus').label('Data source'))
  .withVariable(
    new QueryVariableBuilder('namespace')
      .label('Namespace')
      .datasource(SOURCE)
      .query('label_values(pg_up{pod=~"<database>-[0-9]+"}, namespace)')
      .regex('<namespaces>')
      .refresh(VariableRefresh.OnTimeRangeChanged),
  )
  .withRow(new RowBuilder('Now'))
  .withPanel(number('Up', 'bool_yes_no', `min(pg_up{${POD}})`))
  .withPanel(number('Since the start', 's', `time() - max(pg_postmaster_start_time_seconds{${POD}})`))
  .withPanel(
    number(
      'Connections in use',
      'percentunit',
      `${all('pg_stat_activity_count')} / max(pg_settings_max_connections{${POD}} - pg_settings_superuser_reserved_connections{${POD}})`,
      [0.6, 0.8],
    ),
  )
  .withPanel(
    number(
      'Volume in use',
      'percentunit',
      `max(1 - kubelet_volume_stats_available_bytes{${CLAIM}} / kubelet_volume_stats_capacity_bytes{${CLAIM}})`,
      [0.6, 0.8],
    ),
  )
  .withPanel(
    number(
      'Age of the last backup',
      's',
      `time() - max(kube_cronjob_status_last_successful_time{${BACKUP}})`,
      [],
      'None: the database has no backup, or none has succeeded yet.',
    ),
  )
  .withPanel(
    number(
      'Certificate ends in',
      's',
      `min(postgresql_certificate_expiration_timestamp_seconds{${POD}}) - time()`,
    ),
  )
  .withRow(new RowBuilder('Work'))
  .withPanel(
    lines(
      'Transactions per second',
      'ops',
      ['committed', rate('pg_stat_database_xact_commit')],
      ['rolled back', rate('pg_stat_database_xact_rollback')],
    ),
  )
  .withPanel(
    lines(
      'Connections',
      'short',
      ['{{ state }}', `sum by (state) (pg_stat_activity_count{${POD}})`],
      ['allowed', `max(pg_settings_max_connections{${POD}})`],
    ),
  )
  .withPanel(
    lines(
      'Rows per second',
      'ops',
      ['read', rate('pg_stat_database_tup_fetched')],
      ['inserted', rate('pg_stat_database_tup_inserted')],
      ['updated', rate('pg_stat_database_tup_updated')],
      ['deleted', rate('pg_stat_database_tup_deleted')],
    ),
  )
  .withPanel(
    lines('Blocks found in memory', 'percentunit', [
      'found',
      `${rate('pg_stat_database_blks_hit')} / (${rate('pg_stat_database_blks_hit')} + ${rate('pg_stat_database_blks_read')})`,
    ]).max(1),
  )
  .withPanel(
    lines('Oldest transaction', 's', [
      '{{ state }}',
      `max by (state) (pg_stat_activity_max_tx_duration{${POD}})`,
    ]),
  )
  .withPanel(
    lines(
      'Deadlocks and restarts in an hour',
      'short',
      ['deadlocks', `sum(increase(pg_stat_database_deadlocks{${POD}}[1h]))`],
      ['restarts', `sum(changes(pg_postmaster_start_time_seconds{${POD}}[1h]))`],
    ),
  )
  .withRow(new RowBuilder('Room'))
  .withPanel(
    lines(
      'Volume',
      'bytes',
      ['used', `max(kubelet_volume_stats_used_bytes{${CLAIM}})`],
      ['size', `max(kubelet_volume_stats_capacity_bytes{${CLAIM}})`],
    ),
  )
  .withPanel(
    lines(
      'Databases and WAL',
      'bytes',
      ['{{ datname }}', `sum by (datname) (pg_database_size_bytes{${POD},datname!~"template.*"})`],
      ['WAL', `max(pg_wal_size_bytes{${POD}})`],
    ).stacking(new StackingConfigBuilder().mode('normal')),
  )
  .withPanel(lines('Temporary files', 'Bps', ['written', rate('pg_stat_database_temp_bytes')]))
  .withPanel(
    lines(
      'Memory',
      'bytes',
      ['used', `max(container_memory_working_set_bytes{${SERVER}})`],
      ['limit', `max(kube_pod_container_resource_limits{${SERVER},resource="memory"})`],
    ),
  )
  .withPanel(
    lines(
      'CPU',
      'short',
      ['used', `sum(rate(container_cpu_usage_seconds_total{${SERVER}}[$__rate_interval]))`],
      ['limit', `max(kube_pod_container_resource_limits{${SERVER},resource="cpu"})`],
    ),
  )
  .withPanel(
    lines('Transactions not frozen yet', 'short', [
      '{{ datname }}',
      `max by (datname) (pg_database_wraparound_age_datfrozenxid_seconds{${POD}})`,
    ]),
  );

process.stdout.write(`${JSON.stringify(dashboard.build(), null, 1)}\n`);
