/** A label of each object: it shows where the object comes from. */
export const MANAGED_BY = { 'app.kubernetes.io/managed-by': 'cdk8s-database' };

/**
 * The label by which our own selectors find pods. Its key is ours: people's common labels are `app` or
 * `app.kubernetes.io/…`, and kustomize would give those the same value in all pods and selectors.
 */
export const INSTANCE_LABEL = 'cdk8s-database/instance';

/** The selector of an instance's pods. A StatefulSet's is immutable, so it must never change for a running database. */
export function selectorLabels(instance: string): Record<string, string> {
  return { [INSTANCE_LABEL]: instance };
}

/**
 * Only a server is named after what it runs; other pods' names end with their component, so that a selector of the one is
 * none of the others. For a Job's pods, INSTANCE must not be the server's or the application's: their Services would select
 * these pods.
 */
export function podLabels(
  engine: 'postgresql' | 'sqlite',
  component: 'backup' | 'database' | 'drill' | 'import' | 'schema' | 'snapshot',
  instance: string,
): Record<string, string> {
  return {
    'app.kubernetes.io/component': component,
    'app.kubernetes.io/instance': instance,
    'app.kubernetes.io/name': component === 'database' ? engine : `${engine}-${component}`,
    ...selectorLabels(instance),
  };
}
