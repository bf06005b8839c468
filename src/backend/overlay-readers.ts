import { posix } from 'node:path';
import { objectsOf } from '../gitops/cluster-object';
import type { Notice } from '../gitops/refusal';
import type { Repository } from '../gitops/repository';
import { selectedBy, workloadsOf } from '../gitops/workload';
import { overlaysOf } from './overlays';
import type { SecretLocation } from './secret-location';
import { readsKey } from './workloads';

/**
 * Workloads that an overlay adds and that read the key: the base does not know them, so its NetworkPolicy lets them in
 * only where they have the labels of one that it knows.
 */
export function overlayReaders(repository: Repository, { key, secret, readers }: SecretLocation): Notice[] {
  // Where none is known, the database lets everybody in.
  if (readers.length === 0) return [];
  const admitted = readers.map((reader) => Object.entries(selectedBy(reader)));
  return overlaysOf(repository).flatMap(({ path, below }) =>
    below
      .filter((entry) => /\.ya?ml$/.test(posix.basename(entry)))
      .flatMap((file) => {
        const text = repository.beyond(file)?.toString('utf8');
        return text === undefined ? [] : objectsOf({ path: file, namespace: undefined }, text, []);
      })
      .flatMap((object) => workloadsOf([object]))
      .filter((workload) => readsKey(workload, secret.name ?? '', key))
      .filter(
        ({ labels }) =>
          !admitted.some((selector) => selector.every(([label, value]) => labels[label] === value)),
      )
      .map(({ object }) => ({
        code: 'overlay-not-admitted',
        path: object.path,
        message: `${object.kind} ${object.name}, which ${path} adds, reads ${key} and is let in by no NetworkPolicy of the database; give its pods the labels of one that is, or name it in clients in main.ts`,
      })),
  );
}
