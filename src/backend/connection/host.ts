import type { Synthesis } from '../../gitops/synth/synthesis';
import type { DatabaseServer } from './database-connection';

/**
 * The Service's host name in the backend's URL: with kustomize's prefix and suffix, which kustomize does not add inside a
 * URL, and with the namespace if the backend is in another one.
 */
export function hostFor(
  service: string,
  { folder, namespace }: DatabaseServer,
  /** The application's namespace. Undefined: the namespace that `kubectl apply` is run with. */
  application: string | undefined,
  synthesis: Pick<Synthesis, 'repository' | 'namespaceOf'>,
): string {
  const { tree } = synthesis.repository;
  const name = tree.nameOf(service);
  const given = tree.transformers.namespace ?? namespace;
  const database = given ?? synthesis.namespaceOf(folder);
  const isFound = database === application || (application === undefined && given === undefined);
  return isFound || database === undefined ? name : `${name}.${database}.svc`;
}
