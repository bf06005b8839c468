import { posix } from 'node:path';
import { EXPECTED_CONNECTIONS } from '../backend/connection/expected-connection';
import { addResource } from '../editors/kustomization/kustomization-editor';
import type { Synthesis } from '../gitops/synth/synthesis';
import { isKustomization } from '../gitops/tree/kustomize-tree';
import { listedIn } from '../gitops/tree/listed-entries';
import { OVERLAY_DEPTH } from '../gitops/tree/overlays';
import { buildInputs } from '../proof/build-inputs';
import { filesBefore, type TreeFiles } from '../proof/tree-files';

/**
 * Lists the database's FOLDER in each kustomization that takes the application from inside of the base, and not the base:
 * its build would have the application without the database.
 */
export function reachFromOverlays(synthesis: Synthesis, folder: string): void {
  const { repository } = synthesis;
  const { base } = repository;
  const users = EXPECTED_CONNECTIONS.of(synthesis, folder).map(({ workload }) => workload.path);
  const files = filesBefore(repository);
  const database = repository.pathOf(folder);
  for (const { path } of base === '.' || users.length === 0
    ? []
    : repository.find(isKustomization, OVERLAY_DEPTH)) {
    const here = posix.dirname(path);
    if (here === base || here.startsWith(`${base}/`)) continue;
    const inputs = buildInputs(here, files);
    if (inputs === undefined || inputs.folders.has(base) || inputs.folders.has(database)) continue;
    // Where it takes the application from another overlay, that one gets the line.
    const takesDirectly = listedIn(here, inputs.kustomizations.get(path)).some(
      (entry) => entry.startsWith(`${base}/`) && takesOne(entry, users, files),
    );
    if (!takesDirectly) continue;
    const entry = posix.relative(here, database);
    const { text, warnings } = addResource(synthesis.text(path), entry, path);
    warnings.forEach((warning) => synthesis.warn(warning));
    synthesis.edit(path, text, `takes the application without the base, so it reaches ${entry} as well`);
  }
}

function takesOne(folder: string, users: readonly string[], files: TreeFiles): boolean {
  const inputs = buildInputs(folder, files);
  return inputs !== undefined && users.some((path) => inputs.files.has(path));
}
