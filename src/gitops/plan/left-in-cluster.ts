import { loadAll } from 'js-yaml';
import { mappingAt, textAt } from '../../text/mapping';
import type { FileChange } from './plan';
import type { Notice } from '../../text/refusal';
import { ifReadable } from '../../text/if-readable';

/**
 * Objects that a folder does not yield any more, and that `kubectl apply` alone never takes away: a CronJob
 * goes on for ever. Undefined where there is none. A claim or a snapshot stays on purpose, and what has its content in its name is
 * done with.
 */
export function leftInCluster(folder: string, changes: readonly FileChange[]): Notice | undefined {
  const gone = changes
    .flatMap(({ before, after }) => {
      const names = namesIn(before);
      // A parse is dear, and a first synth has thousands of files that take nothing away.
      if (names.length === 0) return [];
      const still = new Set(namesIn(after));
      return names.filter((name) => !still.has(name));
    })
    .filter(
      (name) => !/^(?:persistentvolumeclaim|volumesnapshot)\/|^(?:configmap|job)\/.*-[0-9a-f]{8}$/.test(name),
    );
  if (gone.length === 0) return undefined;
  const message = `no longer holds what stays in the cluster where nothing prunes it: kubectl delete ${gone.sort().join(' ')}`;
  return { code: 'left-in-cluster', path: folder, message };
}

/** As kubectl names them; of what cannot be read nothing is known. */
function namesIn(bytes: Buffer | undefined): string[] {
  const objects = ifReadable(() => loadAll(bytes?.toString('utf8') ?? '')) ?? [];
  return objects.flatMap((object) => {
    const kind = textAt(object, 'kind');
    const name = textAt(mappingAt(object, 'metadata'), 'name');
    return kind === undefined || name === undefined ? [] : [`${kind.toLowerCase()}/${name}`];
  });
}
