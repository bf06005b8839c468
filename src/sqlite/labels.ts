/** What every object of a SQLite volume carries. */
export function sqliteLabels(instance: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': 'database',
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/managed-by': 'cdk8s-database',
    'app.kubernetes.io/name': 'sqlite',
  };
}
