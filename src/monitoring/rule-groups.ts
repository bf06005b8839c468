import { alertExpression, type Alert, type AlertScope } from '../server/alert';
import { yamlText } from '../text/yaml-text';
import type { AlertProps } from './alert-props';

/** The groups of a rule file of Prometheus, which are a PrometheusRule's spec too. NAME names them in Prometheus. */
export function ruleGroups(
  name: string,
  alerts: readonly Alert[],
  scope: AlertScope,
  { alertLabels, runbooks }: AlertProps,
): object {
  const rules = alerts.map((alert) => ({
    alert: alert.name,
    annotations: {
      description: alert.description,
      summary: alert.summary,
      ...runbook(alert, runbooks),
    },
    expr: alertExpression(alert, scope),
    ...(alert.for !== undefined && { for: alert.for }),
    labels: { ...alertLabels, severity: alert.severity },
  }));
  return { groups: [{ name, rules }] };
}

/** There is no address at which everybody has the package's documents. */
function runbook({ name, runbook }: Alert, page: string | undefined): Record<string, string> {
  if (runbook !== undefined) return { runbook_url: runbook };
  const section = `#${name.toLowerCase()}`;
  return page === undefined
    ? { runbook: `node_modules/cdk8s-database/docs/alerts.md${section}` }
    : { runbook_url: `${page}${section}` };
}

/** The same as a file for a Prometheus without the operator. */
export function ruleFile(...of: Parameters<typeof ruleGroups>): string {
  return yamlText(ruleGroups(...of));
}
