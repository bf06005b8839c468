import { isDeepStrictEqual } from 'node:util';
import { mappingAt } from '../gitops/cluster-object';
import type { Notice } from '../gitops/refusal';
import type { Synthesis } from '../gitops/synthesis';
import { committedObjects } from './committed-server';
import type { PostgresConfig } from './postgres-config';
import type { PostgresStatefulSet } from './postgres-stateful-set';

/** What becomes of the running server when this is applied; undefined where it is as it was, or there is none. */
export function configurationNotice(
  synthesis: Synthesis,
  folder: string,
  { files }: PostgresConfig,
  { podTemplate }: PostgresStatefulSet,
): Notice | undefined {
  const [server] = committedObjects(synthesis, folder, 'statefulset.yaml');
  if (server === undefined) return undefined;
  const path = synthesis.repository.pathOf(`${folder}/statefulset.yaml`);
  if (!isDeepStrictEqual(mappingAt(server, 'spec', 'template'), podTemplate)) {
    const message = `its pod is another than before, so "kubectl apply" restarts the server`;
    return { code: 'server-restarts', path, message };
  }
  const before = mappingAt(committedObjects(synthesis, folder, 'configmap.yaml')[0], 'data');
  const changed = Object.keys(files).filter((name) => before[name] !== files[name]);
  if (changed.length === 0) return undefined;
  return {
    code: 'server-reloads',
    path: synthesis.repository.pathOf(`${folder}/configmap.yaml`),
    message: `${changed.join(', ')}: the running server takes it within two minutes of "kubectl apply", and goes on`,
  };
}
