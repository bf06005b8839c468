import { MANAGED_BY, podLabels } from '../kubernetes/labels';

/** What every object of a SQLite volume carries. */
export function sqliteLabels(instance: string): Record<string, string> {
  return { ...podLabels('sqlite', 'database', instance), ...MANAGED_BY };
}
