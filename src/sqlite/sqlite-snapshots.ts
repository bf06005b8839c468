import { Construct } from 'constructs';
import { KEEP } from '../gitops/claim-change';
import { Manifest } from '../gitops/manifest';
import { sqliteLabels } from './labels';

export interface SqliteSnapshotsProps {
  readonly instance: string;
  readonly claimName: string;
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
    const { instance, claimName, names, snapshotClass } = props;
    for (const name of names) {
      new Manifest(this, name, {
        apiVersion: 'snapshot.storage.k8s.io/v1',
        kind: 'VolumeSnapshot',
        metadata: { name: `${instance}-${name}`, labels: sqliteLabels(instance), annotations: KEEP },
        spec: {
          source: { persistentVolumeClaimName: claimName },
          ...(snapshotClass !== undefined && { volumeSnapshotClassName: snapshotClass }),
        },
      });
    }
  }
}
