import { MANAGED_BY, podLabels } from '../kubernetes/labels';

/** What selects a database's pod; never changes for a database that runs, since selectors are immutable. */
export function selectorLabels(instance: string): Record<string, string> {
  return { 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/name': 'postgresql' };
}

/** What every object of a database carries. */
export function databaseLabels(instance: string): Record<string, string> {
  return { ...podLabels('postgresql', 'database', instance), ...MANAGED_BY };
}
