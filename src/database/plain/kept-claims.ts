import type { ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { committedClaims } from '../../gitops/synth/claim-change';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Manifest } from '../../kubernetes/manifest';
import type { Synthesis } from '../../gitops/synth/synthesis';

/**
 * The claims of older versions, but for those that something else yields. They stay in the YAML until somebody says
 * otherwise: of what leaves it a pruner that nobody has told to keep it deletes the object, and with it the volume.
 */
export function keepClaims(
  scope: Construct,
  synthesis: Synthesis,
  folder: string,
  wanted: readonly string[],
): void {
  // Of one claim alone it is seen without reading YAML, as in most runs.
  if (!(synthesis.standing(folder, 'pvc.yaml') ?? '').includes('\n---\n')) return;
  const path = synthesis.repository.pathOf(`${folder}/pvc.yaml`);
  for (const claim of committedClaims(synthesis, folder)) {
    const name = nameOf(claim);
    if (wanted.includes(name)) continue;
    if (synthesis.upgrade === 'drop-old-claims') {
      const message = `the claim ${name} leaves the YAML: Argo CD and Flux leave it in the cluster, any other pruner deletes it with its data; where nothing prunes: kubectl delete pvc/${name}`;
      synthesis.warn({ code: 'claim-dropped', path, message });
    } else {
      new Manifest(scope, name, claim as unknown as ApiObjectProps);
      const message = `the claim ${name} is of an older version, and stays with its data; when that is not wanted any more: "cdk8s-database upgrade --drop-old-claims"`;
      synthesis.warn({ code: 'claim-kept', path, message });
    }
  }
}

function nameOf(claim: Mapping): string {
  return textAt(mappingAt(claim, 'metadata'), 'name') ?? '';
}
