import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import { mappingAt, textAt } from '../text/mapping';
import { Manifest } from '../kubernetes/manifest';
import { standingObjects, type Standing } from '../gitops/synth/standing-objects';
import { sqliteLabels } from './labels';

export interface SqliteSnapshotsProps {
  readonly instance: string;
  /** Of which claim a snapshot is: what is taken stays what it is when the database goes to another claim. */
  readonly claimOf: (snapshot: string) => string;
  readonly names: readonly string[];
  /** @default - the cluster's default VolumeSnapshotClass */
  readonly snapshotClass?: string;
}

/**
 * The volume as it is when the YAML of a snapshot is applied first: what SQLite finds in it is what it finds after the
 * machine has lost its power, and that is all that was committed.
 */
export class SqliteSnapshots extends Construct {
  constructor(scope: Construct, id: string, props: SqliteSnapshotsProps) {
    super(scope, id);
    const { instance, claimOf, names, snapshotClass } = props;
    for (const name of names) {
      const snapshot = `${instance}-${name}`;
      new Manifest(this, name, {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name: snapshot, labels: sqliteLabels(instance), annotations: KEEP },
        spec: {
          source: { persistentVolumeClaimName: claimOf(snapshot) },
          ...(snapshotClass !== undefined && { volumeSnapshotClassName: snapshotClass }),
        },
      });
    }
  }
}

/** The claim of which a snapshot is by what stands in the repository. */
export function snapshotSource(at: Standing, folder: string, snapshot: string): string | undefined {
  const found = standingObjects(at, folder, 'volumesnapshot.yaml').find(
    (object) => textAt(mappingAt(object, 'metadata'), 'name') === snapshot,
  );
  return textAt(mappingAt(found, 'spec', 'source'), 'persistentVolumeClaimName');
}
