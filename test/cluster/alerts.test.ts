import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { walAlerts } from '../../src/backup/wal/wal-alerts';
import { ruleFile } from '../../src/monitoring/rule-groups';
import { serverAlerts } from '../../src/monitoring/server-alerts';
import { schemaAlerts } from '../../src/schema/schema-alerts';
import { backupAlerts, drillAlerts } from '../../src/server/backup-alerts';
import { snapshotAlerts } from '../../src/snapshots/snapshot-alerts';
import type { Alert } from '../../src/server/alert';
import { sqliteAlerts } from '../../src/sqlite/sqlite-monitoring';
import { yamlText } from '../../src/text/yaml-text';
import { ALERT_CASES, type Series } from './alert-cases';
import { tool } from './checkers/tools';
import { run } from './command';
import { temporaryFolder } from './temporary-folder';

const ALERTS: readonly Alert[] = [
  ...serverAlerts('database', 'database-data-16'),
  ...schemaAlerts('database-schema'),
  ...backupAlerts('Postgresql', ['database-backup', 'database-backup-2']),
  ...drillAlerts('database-drill'),
  ...sqliteAlerts('auth-db-pvc', 'auth-db-backup'),
  ...snapshotAlerts('database-snapshot', 3600),
  ...walAlerts('database', 'database-wal', 'database-base-backup'),
];

/** Prometheus' own test program over the rule as it is rendered. */
async function promtool(alert: Alert, series: Series, test: object): Promise<void> {
  const folder = await temporaryFolder();
  const scope = { namespace: 'shop', nameOf: (name: string) => name };
  await writeFile(join(folder, 'rules.yaml'), ruleFile('database.postgresql', [alert], scope, {}));
  const values = Object.entries(series).map(([name, text]) => ({ series: name, values: text }));
  const tests = [{ input_series: values, interval: '1m', ...test }];
  await writeFile(
    join(folder, 'test.yaml'),
    yamlText({ evaluation_interval: '1m', rule_files: ['rules.yaml'], tests }),
  );
  await run(tool('promtool'), ['test', 'rules', 'test.yaml'], { cwd: folder });
}

test('every alert has its cases', () => {
  expect(Object.keys(ALERT_CASES).sort()).toEqual(ALERTS.map(({ name }) => name).sort());
});

describe.each(ALERTS)('$name', (alert) => {
  const { description, name, severity } = alert;
  const { fires, silent } = ALERT_CASES[name] ?? { fires: undefined, silent: [] };

  test('fires', async () => {
    if (fires === undefined) throw new Error('no cases');
    const expected = {
      exp_annotations: {
        description,
        runbook: `node_modules/cdk8s-database/docs/alerts.md#${name.toLowerCase()}`,
        summary: fires.summary,
      },
      exp_labels: { severity, ...fires.labels },
    };
    await promtool(alert, fires.series, {
      alert_rule_test: [{ alertname: name, eval_time: fires.at, exp_alerts: [expected] }],
    });
  });

  test.each(silent.map((one, index) => ({ ...one, index })))('is silent: $why', async ({ at, series }) => {
    await promtool(alert, series, { alert_rule_test: [{ alertname: name, eval_time: at, exp_alerts: [] }] });
  });
});
