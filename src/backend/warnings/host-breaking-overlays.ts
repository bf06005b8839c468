import { overlaysOf } from '../../gitops/tree/overlays';
import type { Repository } from '../../gitops/tree/repository';
import { textAt } from '../../text/mapping';

/** Overlays that rename the base's Service, so that HOST in a URL no longer resolves. */
export function hostBreakingOverlays(
  repository: Repository,
  host: string,
): { path: string; field: string }[] {
  const fields = ['namePrefix', 'nameSuffix', ...(host.includes('.') ? ['namespace'] : [])];
  return overlaysOf(repository).flatMap(({ path, data }) => {
    const field = fields.find((name) => (textAt(data, name) ?? '') !== '');
    return field === undefined ? [] : [{ path, field }];
  });
}
