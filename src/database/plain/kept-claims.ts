import type { ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { committedClaims } from '../../gitops/synth/claim-change';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Manifest } from '../../kubernetes/manifest';
import { claimName } from './database-volume-claim';
import type { Synthesis } from '../../gitops/synth/synthesis';

/**
 * Keeps the PVCs of older versions, except WANTED, which other constructs write. They stay in the YAML until the user
 * drops them: a pruning tool that ignores their annotations would delete what leaves the YAML, and with it the volume.
 */
export function keepClaims(
  scope: Construct,
  synthesis: Synthesis,
  folder: string,
  wanted: readonly string[],
): void {
  // A file with a single PVC is not parsed, since most runs end here.
  if (!(synthesis.committedText(folder, 'pvc.yaml') ?? '').includes('\n---\n')) return;
  const path = synthesis.repository.pathOf(`${folder}/pvc.yaml`);
  for (const claim of committedClaims(synthesis, folder)) {
    const name = nameOf(claim);
    const isOfVersion =
      name.startsWith(claimName(folder)) && /^(?:-\d+)?$/.test(name.slice(claimName(folder).length));
    if (!isOfVersion || wanted.includes(name)) continue;
    if (synthesis.upgrade === 'drop-old-claims') {
      const message = `PVC ${name} is removed from the YAML: Argo CD and Flux keep it in the cluster, any other pruning tool deletes it with its data; to delete it: kubectl delete pvc/${name}`;
      synthesis.warn({ code: 'claim-dropped', path, message });
    } else {
      new Manifest(scope, name, claim as unknown as ApiObjectProps);
      const message = `PVC ${name} belongs to an older version, and is kept with its data; to remove it from the YAML: "cdk8s-database upgrade --drop-old-claims"`;
      synthesis.warn({ code: 'claim-kept', path, message });
    }
  }
}

function nameOf(claim: Mapping): string {
  return textAt(mappingAt(claim, 'metadata'), 'name') ?? '';
}
