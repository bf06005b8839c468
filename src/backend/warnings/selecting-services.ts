import { mappingAt, textAt } from '../../text/mapping';
import type { Notice } from '../../text/refusal';
import type { Repository } from '../../gitops/tree/repository';

/**
 * Notices of the user's Services that would send requests to the database's pod, because their selector has only labels
 * that the base's kustomization adds to every pod.
 */
export function selectingServices(
  { objects, tree }: Pick<Repository, 'objects' | 'tree'>,
  namespace: string | undefined,
): Notice[] {
  const shared = { ...tree.templateLabels, ...tree.podLabels };
  return objects
    .filter(({ kind, apiVersion }) => kind === 'Service' && apiVersion === 'v1')
    .filter((service) => textAt(mappingAt(service.manifest, 'spec'), 'type') !== 'ExternalName')
    .filter((service) => tree.transformers.namespace !== undefined || service.namespace === namespace)
    .flatMap(({ name, path, manifest, podLabels }) => {
      const selector = Object.entries({
        ...mappingAt(manifest, 'spec', 'selector'),
        ...podLabels,
        ...tree.podLabels,
      });
      if (selector.length === 0 || selector.some(([label, value]) => shared[label] !== value)) return [];
      const labels = selector.map(([label, value]) => `${label}: ${String(value)}`).join(', ');
      return [
        {
          code: 'service-selects-database',
          path,
          message: `Service ${name} selects only by ${labels}, which ${tree.path} also adds to the database's pod, so the database would get a part of the requests; add another label to the Service's selector and to its own pods`,
        },
      ];
    });
}
