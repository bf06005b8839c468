import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AlertScope } from '../server/alert';

/** Where the build puts it too. Only a database that is monitored reads it. */
const FILE = join(__dirname, 'dashboard.json');

/** Grafana's sidecar looks for ConfigMaps with this label, and puts all their files into one folder. */
export const DASHBOARD_LABEL = { grafana_dashboard: '1' };

/** The files of the ConfigMap with a database's dashboard. */
export function dashboardFiles(
  { instance, server: { claimName } }: { instance: string; server: { claimName: string } },
  { namespace, nameOf }: AlertScope,
): Record<string, string> {
  const own = [namespace, nameOf(instance)].filter((part) => part !== undefined).join('-');
  const values: Readonly<Record<string, string>> = {
    backup: nameOf(`${instance}-backup`),
    claim: nameOf(claimName),
    database: nameOf(instance),
    namespaces: namespace === undefined ? '' : `/^${namespace}$/`,
    // Two dashboards with one uid: Grafana would take neither.
    uid: hash('sha256', own).slice(0, 16),
  };
  const text = readFileSync(FILE, 'utf8').replace(/<(\w+)>/g, (all, name: string) => values[name] ?? all);
  return { [`postgresql-${own}.json`]: text };
}
