import { MANAGED_BY, podLabels } from '../kubernetes/labels';

/** Labels of every object of a database. */
export function databaseLabels(instance: string): Record<string, string> {
  return { ...podLabels('postgresql', 'database', instance), ...MANAGED_BY };
}
