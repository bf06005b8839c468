/** A label of each object: it shows where the object comes from. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'cdk8s-database' };

/** For a Job's pods, INSTANCE must not be the server's or the application's: their Services would select these pods. */
export function podLabels(name: string, component: string, instance: string): Record<string, string> {
  return {
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/name': name,
  };
}
