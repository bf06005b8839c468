import { INVENTORY, Inventory } from '../tree/inventory';
import { COMPONENT, component, folderKustomization } from '../../kubernetes/manifests';
import type { Notice } from '../../text/refusal';
import type { Repository } from '../tree/repository';

/**
 * Managed folders that no chart writes any more. Their files are deleted, except the PVCs: a commit must never delete a
 * user's data. The kustomization and the line that lists the folder stay with the PVCs.
 */
export function orphanedFolders(
  repository: Repository,
  wanted: ReadonlySet<string>,
  warn: (notice: Notice) => void,
): { path: string; files: ReadonlyMap<string, Buffer> }[] {
  return [...repository.managedFolders]
    .filter((path) => !wanted.has(path))
    .flatMap((path) => {
      const claims = claimFiles(repository, path);
      if (claims.size === 0) {
        warn({
          code: 'orphaned-folder',
          path,
          message: `is no longer in main.ts; remove its line from ${repository.tree.path}, then the folder`,
        });
        return [];
      }
      warn({
        code: 'claim-kept',
        path,
        message: 'is no longer in main.ts; its PVCs stay with their data until you delete them by hand',
      });
      return [
        {
          path,
          files: new Map([
            ...claims,
            ['kustomization.yaml', kustomizationOf(repository, path, [...claims.keys()])],
          ]),
        },
      ];
    });
}

/** Keeps the kind, since the line that lists the folder stays in its list. */
function kustomizationOf(repository: Repository, path: string, resources: readonly string[]): Buffer {
  const committed = repository.files.get(`${path}/kustomization.yaml`)?.toString('utf8') ?? '';
  const wasComponent = new RegExp(`^kind: ${COMPONENT}$`, 'm').test(committed);
  return wasComponent ? component(resources) : folderKustomization(resources);
}

function claimFiles(repository: Repository, path: string): Map<string, Buffer> {
  const inventory = repository.files.get(`${path}/${INVENTORY}`);
  const names = (inventory && Inventory.parse(inventory.toString('utf8'))?.names) ?? [];
  const claims = new Map<string, Buffer>();
  for (const name of names) {
    const bytes = repository.files.get(`${path}/${name}`);
    if (bytes !== undefined && /^kind: PersistentVolumeClaim$/m.test(bytes.toString('utf8')))
      claims.set(name, bytes);
  }
  return claims;
}
