import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import { mappingAt, textAt } from '../text/mapping';
import { Manifest } from '../kubernetes/manifest';
import { committedObjects, type CommittedFiles } from '../gitops/synth/committed-objects';
import { sqliteLabels } from './labels';

export interface SqliteSnapshotsProps {
  readonly instance: string;
  /** The PVC of a snapshot. It does not change when the database moves to another PVC. */
  readonly claimOf: (snapshot: string) => string;
  readonly names: readonly string[];
  /** @default - the cluster's default VolumeSnapshotClass */
  readonly snapshotClass?: string;
}

/**
 * Snapshots of the volume, taken when their YAML is first applied. SQLite finds in one what it finds after a power
 * failure: all committed data.
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

/** The PVC of a snapshot in the committed YAML. */
export function snapshotSource(at: CommittedFiles, folder: string, snapshot: string): string | undefined {
  const found = committedObjects(at, folder, 'volumesnapshot.yaml').find(
    (object) => textAt(mappingAt(object, 'metadata'), 'name') === snapshot,
  );
  return textAt(mappingAt(found, 'spec', 'source'), 'persistentVolumeClaimName');
}
