import { posix } from 'node:path';
import { load } from 'js-yaml';
import { isChange, type FileChange } from '../gitops/plan/plan';
import { isKustomization } from '../gitops/tree/kustomize-tree';
import { listedIn } from '../gitops/tree/listed-entries';
import { OVERLAY_DEPTH } from '../gitops/tree/overlays';
import type { Repository } from '../gitops/tree/repository';
import { ifReadable } from '../text/if-readable';
import { textAt } from '../text/mapping';
import type { TreeFiles } from './tree-files';

/**
 * The folders whose builds count: the base, and each kustomization outside of it that reaches it or a part of it, also
 * through others. A folder inside of the base is nobody's to apply.
 */
export function judgedFolders(
  repository: Repository,
  files: TreeFiles,
  changes: readonly FileChange[],
): string[] {
  const { base } = repository;
  const isInBase = (folder: string): boolean =>
    folder === base || base === '.' || folder.startsWith(`${base}/`);
  const paths = new Set([
    ...repository.find(isKustomization, OVERLAY_DEPTH).map(({ path }) => path),
    ...changes.filter((one) => isChange(one) && isKustomization(one.path)).map(({ path }) => path),
  ]);
  const others = [...paths]
    .filter((path) => !isInBase(posix.dirname(path)) && files.has(path))
    .map((path) => ({
      folder: posix.dirname(path),
      data: ifReadable(() => load(files.bytes(path)?.toString('utf8') ?? '')),
    }))
    .map(({ folder, data }) => ({ folder, data, below: listedIn(folder, data) }));
  const reaching = new Set<string>();
  for (let known = -1; known < reaching.size;) {
    known = reaching.size;
    for (const { folder, below } of others) {
      if (below.some((one) => isInBase(one) || reaching.has(one))) reaching.add(folder);
    }
  }
  const judged = others.filter(
    ({ folder, data }) => reaching.has(folder) && textAt(data, 'kind') !== 'Component',
  );
  return [base, ...judged.map(({ folder }) => folder).sort()];
}
