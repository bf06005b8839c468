import { Lazy } from 'cdk8s';
import { Construct } from 'constructs';
import { Manifest } from '../kubernetes/manifest';
import type { Alert } from '../server/alert';
import { alertScope } from './alert-scope';
import type { AlertProps } from './alert-props';
import { ruleFile, ruleGroups } from './rule-groups';

export interface AlertRulesProps {
  /** The object's name. */
  readonly instance: string;
  /** Of the rules in Prometheus. */
  readonly group: string;
  /** Labels of every object of the instance. */
  readonly objectLabels: Readonly<Record<string, string>>;
  readonly given: AlertProps;
  /** The operator's object, or a rule file in a ConfigMap. */
  readonly form: 'PrometheusRule' | 'ConfigMap';
  /** Known only at synth. */
  readonly alerts: () => readonly Alert[];
}

/** Alerts as Prometheus reads them. */
export class AlertRules extends Construct {
  constructor(scope: Construct, id: string, props: AlertRulesProps) {
    super(scope, id);
    const { alerts, form, given, group, instance, objectLabels } = props;
    const rules = (): Parameters<typeof ruleGroups> => [group, alerts(), alertScope(this), given];
    if (form === 'ConfigMap') {
      new Manifest(this, 'rules', {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        metadata: { name: `${instance}-alerts`, labels: objectLabels },
        data: Lazy.any({ produce: () => ({ 'alerts.yaml': ruleFile(...rules()) }) }) as unknown,
      });
      return;
    }
    new Manifest(this, 'rules', {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: instance, labels: { ...objectLabels, ...given.labels } },
      spec: Lazy.any({ produce: () => ruleGroups(...rules()) }) as unknown,
    });
  }
}
