import { listAt, textAt } from '../gitops/cluster-object';
import { containersOf, type Workload } from '../gitops/workload';

/** The claims of a workload on which an absolute path lies: what is there stays there when the URL changes. */
export function claimsUnder(workload: Workload, path: string): string[] {
  const mounted = containersOf(workload)
    .flatMap((container) => listAt(container, 'volumeMounts'))
    .filter((mount) => isBelow(path, textAt(mount, 'mountPath')))
    .map((mount) => textAt(mount, 'name'));
  return listAt(workload.podSpec, 'volumes')
    .filter((volume) => mounted.includes(textAt(volume, 'name')))
    .flatMap((volume) => {
      const claim = (volume as { persistentVolumeClaim?: unknown }).persistentVolumeClaim;
      return textAt(claim, 'claimName') ?? [];
    });
}

function isBelow(path: string, folder: string | undefined): boolean {
  return folder !== undefined && (path === folder || path.startsWith(`${folder.replace(/\/$/, '')}/`));
}
