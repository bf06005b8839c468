import { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import type { PersistentVolumeClaimSpec } from '../kubernetes/plain-types';
import { Manifest } from '../kubernetes/manifest';
import { nameRule, storageClassRule } from '../kubernetes/object-name';
import { addRules } from '../text/rules';
import { sqliteLabels } from './labels';

export interface SqliteStorage {
  /** The size can grow later, but never shrink. @default 1 GiB */
  readonly size?: Size;
  /** Name of a StorageClass. @default - the cluster's default one */
  readonly storageClass?: string;
  /** Name of a VolumeSnapshot with the initial data of a new PVC. @default - an empty volume */
  readonly fromSnapshot?: string;
}

export interface SqliteVolumeClaimProps extends SqliteStorage {
  readonly instance: string;
  readonly name: string;
}

export const DEFAULT_SIZE = Size.gibibytes(1);
/** SQLite's locks work only between processes on one machine. */
export const ACCESS_MODE = 'ReadWriteOnce';

/** The disk that outlives the application's pod. */
export class SqliteVolumeClaim extends Construct {
  constructor(scope: Construct, id: string, props: SqliteVolumeClaimProps) {
    super(scope, id);
    const { instance, name, size = DEFAULT_SIZE, storageClass, fromSnapshot } = props;
    const spec: PersistentVolumeClaimSpec = {
      accessModes: [ACCESS_MODE],
      ...(fromSnapshot !== undefined && {
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: fromSnapshot },
      }),
      resources: { requests: { storage: size.asString() } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    };
    new Manifest(this, 'claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name, labels: sqliteLabels(instance), annotations: KEEP },
      spec,
    });

    addRules(
      this,
      () => [
        nameRule(name, 'a PersistentVolumeClaim', 'claimName'),
        storageClassRule(storageClass),
        ...(fromSnapshot === undefined ? [] : [nameRule(fromSnapshot, 'a VolumeSnapshot', 'fromSnapshot')]),
      ],
      scope,
    );
  }
}
