export function storageLabels(): Record<string, string> {
  return { 'app.kubernetes.io/component': 'storage', 'app.kubernetes.io/managed-by': 'cdk8s-database' };
}
