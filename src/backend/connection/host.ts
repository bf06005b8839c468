import type { Synthesis } from '../../gitops/synth/synthesis';
import type { DatabaseServer } from './database-connection';

/**
 * The Service's name as the backend has to spell it: kustomize renames the Service and not what a URL says of it,
 * and the short name is found in the Service's own namespace alone.
 */
export function hostFor(
  service: string,
  { folder, namespace }: DatabaseServer,
  /** Where the application is; undefined is whatever `kubectl apply` is told. */
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
