import { mappingAt, textAt } from '../gitops/cluster-object';
import type { Notice } from '../gitops/refusal';
import type { Repository } from '../gitops/repository';
import { committedManifest } from './committed-server';
import type { PostgresConfig } from './postgres-config';

/** Where the pod says what its server does not take while it runs. */
export const CHECKSUM_ANNOTATION = 'checksum/config';

/** What becomes of the running server when a changed configuration is applied; undefined where it is as it was. */
export function configurationNotice(
  repository: Repository,
  folder: string,
  { checksum, files }: PostgresConfig,
): Notice | undefined {
  const pod = mappingAt(committedManifest(repository, folder, 'statefulset.yaml'), 'spec', 'template');
  const committed = textAt(mappingAt(pod, 'metadata', 'annotations'), CHECKSUM_ANNOTATION);
  const before = mappingAt(committedManifest(repository, folder, 'configmap.yaml'), 'data');
  const changed = Object.keys(files).filter((name) => before[name] !== files[name]);
  if (committed === undefined || changed.length === 0) return undefined;
  const path = repository.pathOf(`${folder}/configmap.yaml`);
  const what = changed.join(', ');
  return committed === checksum
    ? {
        code: 'server-reloads',
        path,
        message: `${what}: the running server takes it within two minutes of "kubectl apply", and goes on`,
      }
    : {
        code: 'server-restarts',
        path,
        message: `${what}: something in it holds from a start on only, so "kubectl apply" restarts the server, for some seconds`,
      };
}
