import { isMapping, listAt, mappingAt, textAt } from '../../text/mapping';
import type { KustomizeTree } from '../../gitops/tree/kustomize-tree';
import { containersOf, type Workload } from '../../gitops/tree/workload';

/** The PVCs of a workload that may contain PATH; the file stays there when the URL changes. Relative: on any PVC. */
export function claimsUnder(workload: Workload, path: string, tree: Pick<KustomizeTree, 'nameOf'>): string[] {
  const mounted = containersOf(workload)
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => !(isMapping(mount) && mount['readOnly'] === true))
    .filter((mount) => !path.startsWith('/') || isBelow(path, textAt(mount, 'mountPath')))
    .map((mount) => textAt(mount, 'name'));
  const claims = listAt(workload.podSpec, 'volumes').map((volume) => ({
    volume: textAt(volume, 'name'),
    claim: textAt(mappingAt(volume, 'persistentVolumeClaim'), 'claimName'),
  }));
  const { name, manifest } = workload.object;
  const made = listAt(mappingAt(manifest, 'spec'), 'volumeClaimTemplates')
    .map((template) => textAt(mappingAt(template, 'metadata'), 'name'))
    .map((volume) => ({ volume, claim: `${volume ?? ''}-${tree.nameOf(name)}-0` }));
  return [...claims, ...made].flatMap(({ volume, claim }) =>
    claim !== undefined && mounted.includes(volume) ? [claim] : [],
  );
}

function isBelow(path: string, folder: string | undefined): boolean {
  return folder !== undefined && (path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));
}
