import { INVENTORY, Inventory } from '../tree/inventory';
import { COMPONENT, component, folderKustomization } from '../../kubernetes/manifests';
import type { Notice } from '../../text/refusal';
import type { Repository } from '../tree/repository';

/**
 * Folders that are ours and that no chart yields any more. Everything in them goes but the claims: a commit
 * must never be what deletes somebody's data. The kustomization stays with them, and so does the line that names
 * the folder.
 */
export function orphanedFolders(
  repository: Repository,
  wanted: ReadonlySet<string>,
  warn: (notice: Notice) => void,
): { path: string; files: ReadonlyMap<string, Buffer> }[] {
  return [...repository.ownedFolders]
    .filter((path) => !wanted.has(path))
    .flatMap((path) => {
      const claims = claimsOf(repository, path);
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
        message: 'is no longer in main.ts; its claims stay with their data until you remove them by hand',
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

/** Of the kind that it was: the line that names the folder stands where it stood. */
function kustomizationOf(repository: Repository, path: string, resources: readonly string[]): Buffer {
  const standing = repository.files.get(`${path}/kustomization.yaml`)?.toString('utf8') ?? '';
  const wasComponent = new RegExp(`^kind: ${COMPONENT}$`, 'm').test(standing);
  return wasComponent ? component(resources) : folderKustomization(resources);
}

function claimsOf(repository: Repository, path: string): Map<string, Buffer> {
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
