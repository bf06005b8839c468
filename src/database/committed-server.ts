import { loadAll } from 'js-yaml';
import { listAt, mappingAt, textAt } from '../gitops/cluster-object';
import type { Repository } from '../gitops/repository';
import { DUMP_CONTAINER, type OldServer } from './database-upgrade';
import { isPostgresMajor } from './postgres-version';

/** What the repository's YAML runs by now. */
export interface CommittedServer extends OldServer {
  /** The upgrade that is under way. */
  readonly upgradesFrom: OldServer | undefined;
}

/** The first object in a file of a database's folder; undefined where that is not ours. */
export function committedManifest(repository: Repository, folder: string, file: string): unknown {
  const path = repository.pathOf(`${folder}/${file}`);
  if (!repository.ownedFolders.includes(repository.pathOf(folder)) || !repository.files.has(path)) {
    return undefined;
  }
  return read(repository.text(path));
}

/** The server in a database's folder; undefined where there is none that is ours. */
export function committedServer(repository: Repository, folder: string): CommittedServer | undefined {
  const manifest = committedManifest(repository, folder, 'statefulset.yaml');
  const pod = mappingAt(manifest, 'spec', 'template', 'spec');
  const major = Number(textAt(mappingAt(manifest, 'metadata', 'labels'), VERSION_LABEL));
  const image = textAt(listAt(pod, 'containers')[0], 'image');
  if (!isPostgresMajor(major) || image === undefined) return undefined;
  const dump = listAt(pod, 'initContainers').find(
    (container) => textAt(container, 'name') === DUMP_CONTAINER,
  );
  return { image, major, upgradesFrom: oldServer(dump) };
}

/** Where the StatefulSet says which major version it runs. */
export const VERSION_LABEL = 'app.kubernetes.io/version';

function read(text: string): unknown {
  try {
    return loadAll(text)[0];
  } catch {
    return undefined;
  }
}

function oldServer(container: unknown): OldServer | undefined {
  const variable = listAt(container, 'env').find((one) => textAt(one, 'name') === 'OLD_MAJOR');
  const major = Number(textAt(variable, 'value'));
  const image = textAt(container, 'image');
  return isPostgresMajor(major) && image !== undefined ? { image, major } : undefined;
}
