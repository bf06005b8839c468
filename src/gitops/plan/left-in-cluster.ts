import { loadAll } from 'js-yaml';
import { mappingAt, textAt } from '../../text/mapping';
import type { FileChange } from './plan';
import type { Notice } from '../../text/refusal';
import { ifReadable } from '../../text/if-readable';

/**
 * A notice of objects that a folder no longer contains, since `kubectl apply` alone does not delete them: a CronJob would
 * run for ever. Undefined if there are none. Left out are PVCs and snapshots, which stay on purpose, and objects named by
 * their content, which nothing uses any more.
 */
export function leftInCluster(folder: string, changes: readonly FileChange[]): Notice | undefined {
  const gone = changes
    .flatMap(({ before, after }) => {
      const names = namesIn(before);
      // Parsing is slow, and a first synth has thousands of files that remove nothing.
      if (names.length === 0) return [];
      const kept = new Set(namesIn(after));
      return names.filter((name) => !kept.has(name));
    })
    .filter(
      (name) => !/^(?:persistentvolumeclaim|volumesnapshot)\/|^(?:configmap|job)\/.*-[0-9a-f]{8}$/.test(name),
    );
  if (gone.length === 0) return undefined;
  const message = `no longer contains objects that stay in the cluster unless Argo CD or Flux prunes them: kubectl delete ${gone.sort().join(' ')}`;
  return { code: 'left-in-cluster', path: folder, message };
}

/** The objects in a file as `kind/name`, which kubectl accepts. Empty if the file cannot be parsed. */
function namesIn(bytes: Buffer | undefined): string[] {
  const objects = ifReadable(() => loadAll(bytes?.toString('utf8') ?? '')) ?? [];
  return objects.flatMap((object) => {
    const kind = textAt(object, 'kind');
    const name = textAt(mappingAt(object, 'metadata'), 'name');
    return kind === undefined || name === undefined ? [] : [`${kind.toLowerCase()}/${name}`];
  });
}
