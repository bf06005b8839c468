/** On each object, so that everybody sees where it comes from. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'cdk8s-database' };

/** INSTANCE: of a Job's pods not the server's or the application's, whose Services would select these pods as well. */
export function podLabels(name: string, component: string, instance: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/name': name,
  };
}
