import type { Notice } from '../../text/refusal';
import type { ObjectChange } from './object-change';

/**
 * A notice of objects that a folder no longer contains, since `kubectl apply` alone does not delete them: a CronJob would
 * run for ever. Undefined if there are none. Left out are PVCs and snapshots, which stay on purpose, and objects named by
 * their content, which nothing uses any more.
 */
export function leftInCluster(folder: string, changes: readonly ObjectChange[]): Notice | undefined {
  const gone = changes
    .filter(({ after }) => after === undefined)
    .map(({ kind, name }) => `${kind.toLowerCase()}/${name}`)
    .filter(
      (name) => !/^(?:persistentvolumeclaim|volumesnapshot)\/|^(?:configmap|job)\/.*-[0-9a-f]{8}$/.test(name),
    );
  if (gone.length === 0) return undefined;
  const message = `no longer contains objects that stay in the cluster unless Argo CD or Flux prunes them: kubectl delete ${gone.sort().join(' ')}`;
  return { code: 'left-in-cluster', path: folder, message };
}
