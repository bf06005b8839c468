import type { ApiObjectProps } from 'cdk8s';
import type { Construct } from 'constructs';
import { committedClaims } from '../../gitops/synth/claim-change';
import { mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Manifest } from '../../kubernetes/manifest';
import { inLastCommit } from '../../gitops/tree/git-index';
import { Refusal } from '../../text/refusal';
import { isClaimName } from './database-volume-claim';
import type { Synthesis } from '../../gitops/synth/synthesis';

/**
 * Keeps the PVCs that the server no longer uses, except WANTED, which other constructs write. They stay in the YAML until
 * the user drops them: a pruning tool that ignores their annotations would delete what leaves the YAML, and with it the
 * volume. @throws Refusal if one is dropped that the server of the last commit uses
 */
export function keepClaims(
  scope: Construct,
  synthesis: Synthesis,
  folder: string,
  wanted: readonly string[],
): void {
  // A file with one PVC, which is wanted, is not parsed, since most runs end here.
  const text = synthesis.committedText(folder, 'pvc.yaml') ?? '';
  if (!text.includes('\n---\n') && wanted.some((name) => text.includes(`  name: ${name}\n`))) return;
  const path = synthesis.repository.pathOf(`${folder}/pvc.yaml`);
  for (const claim of committedClaims(synthesis, folder)) {
    const name = nameOf(claim);
    if (!isClaimName(folder, name) || wanted.includes(name)) continue;
    if (synthesis.upgrade === 'drop-old-claims') {
      if (!synthesis.force && isMountedInLastCommit(synthesis, folder, name)) {
        throw Refusal.of(
          'claim-change',
          path,
          `the server of the last commit still uses PVC ${name}, so the change to another volume and this would reach the cluster at once; commit and apply that change first (or give --force if it was applied without git)`,
        );
      }
      const message = `PVC ${name} is removed from the YAML: Argo CD and Flux keep it in the cluster, any other pruning tool deletes it with its data; to delete it: kubectl delete pvc/${name}`;
      synthesis.warn({ code: 'claim-dropped', path, message });
    } else {
      new Manifest(scope, name, claim as unknown as ApiObjectProps);
      const message = `PVC ${name} is not the server's any more, and is kept with its data; to remove it from the YAML: "cdk8s-database upgrade --drop-old-claims"`;
      synthesis.warn({ code: 'claim-kept', path, message });
    }
  }
}

/** False for an environment, and without git, since the commit is then unknown. */
function isMountedInLastCommit(
  { inPlace, path, repository }: Synthesis,
  folder: string,
  claim: string,
): boolean {
  if (!inPlace || path !== undefined) return false;
  const text = inLastCommit(repository.root, repository.pathOf(`${folder}/statefulset.yaml`)) ?? '';
  return text.includes(`claimName: ${claim}\n`);
}

function nameOf(claim: Mapping): string {
  return textAt(mappingAt(claim, 'metadata'), 'name') ?? '';
}
