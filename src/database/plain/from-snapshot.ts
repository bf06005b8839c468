import { claimMebibytes, committedClaim } from '../../gitops/synth/claim-change';
import type { Synthesis } from '../../gitops/synth/synthesis';
import { mebibytes } from '../../kubernetes/size';
import type { ServerSpec } from '../../server/engine';
import { Refusal } from '../../text/refusal';
import { committedServer } from './committed-server';
import { claimName } from './database-volume-claim';

/** A file of the ConfigMap with the name of the snapshot: the server then never creates an empty database. */
export const FROM_SNAPSHOT = 'from-snapshot';

/**
 * True if the server changes to a volume that is made from a snapshot: then no data of the committed server is needed.
 * @throws Refusal if that volume cannot have the data, or if the server would go back to older data unasked
 */
export function beginsFromSnapshot(
  synthesis: Synthesis,
  { instance, storage, version }: ServerSpec,
): boolean {
  const { fromSnapshot, size } = storage;
  const claim = claimName(instance, version.major, fromSnapshot);
  const file = 'statefulset.yaml';
  // Most runs end here.
  if ((synthesis.committedText(instance, file) ?? '').includes(`claimName: ${claim}\n`)) return false;
  const committed = committedServer(synthesis, instance);
  if (committed === undefined || committed.claim === claim) return false;

  const path = synthesis.repository.pathOf(`${instance}/${file}`);
  const refuse = (message: string): void => {
    if (!synthesis.force) throw Refusal.of('from-snapshot', path, message);
  };
  if (fromSnapshot === undefined) {
    // Another version's volume gets the data by an upgrade.
    if (committed.major !== version.major || committed.upgradesFrom !== undefined) return false;
    refuse(
      `uses PVC ${committed.claim}, but main.ts has no storage.fromSnapshot, so the server would go back to PVC ${claim} with what it held before; leave fromSnapshot as long as the database uses that volume, or give --force to go back`,
    );
    synthesis.warn({ code: 'volume-changed', path, message: changeText(committed.claim, claim) });
    return false;
  }
  if (committed.upgradesFrom !== undefined) {
    const { major } = committed.upgradesFrom;
    refuse(
      `is upgraded from PostgreSQL ${major}, and main.ts has storage.fromSnapshot; finish the upgrade first: "cdk8s-database upgrade --finish"`,
    );
  }
  if (committed.major < version.major) {
    refuse(
      `runs PostgreSQL ${committed.major}, and main.ts has ${version.major} and storage.fromSnapshot, but a snapshot holds the data of the version that it was taken of; change the version alone, without fromSnapshot: "cdk8s-database upgrade" takes the data from PVC ${committed.claim}`,
    );
  }
  const before = committedClaim(synthesis, instance, committed.claim);
  const needed = before && claimMebibytes(before);
  if (needed !== undefined && mebibytes(size) < needed) {
    refuse(
      `storage.size is ${size.asString()}, but the volume is ${needed}Mi now, and one from a snapshot of it is not smaller; give at least that, or --force if the snapshot is of a smaller one`,
    );
  }
  const message = `${changeText(committed.claim, claim)}, which is made from the VolumeSnapshot ${fromSnapshot}: what was written since it was taken is in the old PVC alone`;
  synthesis.warn({ code: 'volume-changed', path, message });
  return true;
}

function changeText(from: string, to: string): string {
  return `with the next "kubectl apply" the server starts anew, and uses PVC ${to} in place of ${from}`;
}
