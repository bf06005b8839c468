import { MANAGED_BY, podLabels } from '../kubernetes/labels';

/** Selects a database's pod. It never changes for a running database, since selectors are immutable. */
export function selectorLabels(instance: string): Record<string, string> {
  return { 'app.kubernetes.io/instance': instance, 'app.kubernetes.io/name': 'postgresql' };
}

/** Labels of every object of a database. */
export function databaseLabels(instance: string): Record<string, string> {
  return { ...podLabels('postgresql', 'database', instance), ...MANAGED_BY };
}
