import { posix } from 'node:path';
import { load } from 'js-yaml';
import { listAt, textAt } from '../gitops/cluster-object';
import { isKustomization } from '../gitops/kustomize-tree';
import type { Notice } from '../gitops/refusal';
import type { Repository } from '../gitops/repository';
import type { DatabaseConnection } from './database-connection';
import type { ExistingValue } from './existing-value';
import { blockingPolicies } from './network-policies';
import type { SecretLocation } from './secret-location';
import { claimsUnder } from './sqlite-volume';

/** Says what the YAML will not tell the user when it is applied: why the application would not get through. */
export function connectionWarnings(
  location: SecretLocation,
  key: string,
  value: ExistingValue,
  connection: DatabaseConnection,
  repository: Repository,
): Notice[] {
  const notices: Notice[] = [];
  const warn = (notice: Notice): number => notices.push(notice);
  const { path, secret, readers, reached } = location;
  const name = secret.name ?? '';
  if (!reached) {
    warn({
      code: 'secret-not-listed',
      path,
      message: `is listed in no kustomization, so "kubectl apply -k" leaves ${key} as it is in the cluster; apply the file yourself`,
    });
  }
  if (readers.length === 0) {
    warn({
      code: 'key-not-read',
      path,
      message: `no workload reads ${key} of Secret ${name}; give the backend's container an env with a secretKeyRef to it`,
    });
  }
  const file = value.kind === 'sqlite' && value.isAbsolute ? value.file : undefined;
  for (const reader of file === undefined ? [] : readers) {
    for (const claim of claimsUnder(reader, file ?? '')) {
      warn({
        code: 'sqlite-stays',
        path: reader.object.path,
        message: `the SQLite file on claim ${claim} stays there, and what is in it is not moved to PostgreSQL`,
      });
    }
  }
  const { server } = connection;
  notices.push(...blockingPolicies(repository.objects, { clients: readers, server }));
  for (const overlay of renamingOverlays(repository)) {
    warn({
      code: 'host-renamed',
      path: overlay,
      message: `its namePrefix or nameSuffix renames the Service, and kustomize does not rename it inside ${key}; give the Secret's value again in this overlay`,
    });
  }
  return notices;
}

/** Kustomizations elsewhere in the repository that build on the base and rename what is in it. */
function renamingOverlays(repository: Repository): string[] {
  const base = posix.normalize(repository.base);
  return repository.find(isKustomization, OVERLAY_DEPTH).flatMap(({ path, text }) => {
    if (path.startsWith(`${base}/`)) return [];
    const data = parse(text);
    const usesBase = ['resources', 'bases']
      .flatMap((list) => [...listAt(data, list)])
      .some(
        (entry) =>
          typeof entry === 'string' && posix.join(posix.dirname(path), entry).replace(/\/$/, '') === base,
      );
    const renames = (textAt(data, 'namePrefix') ?? textAt(data, 'nameSuffix') ?? '') !== '';
    return usesBase && renames ? [path] : [];
  });
}

/** How deep an overlay stands: k8s/overlays/production/kustomization.yaml is three folders down. */
const OVERLAY_DEPTH = 4;

function parse(text: string): unknown {
  try {
    return load(text);
  } catch {
    return undefined;
  }
}
