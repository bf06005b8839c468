import type { SecretDocument } from '../gitops/secret-editor';
import type { Synthesis } from '../gitops/synthesis';

/**
 * The Service's name as the backend has to spell it: kustomize renames the Service and not what a URL says of it,
 * and the short name is found in the Service's own namespace alone.
 */
export function hostFor(
  service: string,
  secret: SecretDocument,
  { repository, namespace }: Pick<Synthesis, 'repository' | 'namespace'>,
): string {
  const name = repository.tree.nameOf(service);
  const database = repository.tree.transformers.namespace ?? namespace;
  const backend = repository.tree.transformers.namespace ?? secret.namespace;
  return database === undefined || backend === undefined || backend === database
    ? name
    : `${name}.${database}.svc`;
}
