import { Construct } from 'constructs';
import type { AlertProps } from '../monitoring/alert-props';
import { AlertRules } from '../monitoring/alert-rules';
import { runbooksRule } from '../monitoring/monitoring-rules';
import { volumeAlerts } from '../monitoring/volume-alerts';
import type { Alert } from '../server/alert';
import { backupAlerts } from '../server/backup-alerts';
import { addRules } from '../text/rules';
import { sqliteLabels } from './labels';

export interface SqliteMonitoringProps extends AlertProps {
  /** An object of the Prometheus Operator, or a rule file for a Prometheus without it. @default PrometheusRule */
  readonly rules?: 'PrometheusRule' | 'ConfigMap';
}

export interface SqliteMonitoringConstructProps extends SqliteMonitoringProps {
  readonly instance: string;
  readonly claimName: string;
  /** Name of the CronJob that backs it up. @default - none */
  readonly backup: string | undefined;
}

/** The alerts of a volume with SQLite databases. There is no server that could tell more. */
export class SqliteMonitoring extends Construct {
  constructor(scope: Construct, id: string, props: SqliteMonitoringConstructProps) {
    super(scope, id);
    const { backup, claimName, instance, rules = 'PrometheusRule' } = props;
    new AlertRules(this, 'alerts', {
      alerts: () => sqliteAlerts(claimName, backup),
      form: rules,
      given: props,
      group: `${instance}.sqlite`,
      instance,
      objectLabels: sqliteLabels(instance),
    });
    addRules(this, () => [runbooksRule(props.runbooks)]);
  }
}

/** BACKUP: the name of the CronJob. */
export function sqliteAlerts(claimName: string, backup: string | undefined): Alert[] {
  return [
    ...volumeAlerts('Sqlite', claimName, 'On a full volume each write fails.'),
    ...(backup === undefined ? [] : backupAlerts('Sqlite', [backup])),
  ];
}
