import { Construct } from 'constructs';
import { refuseUnknownProps } from '../../text/known-props';
import { KEEP } from '../../kubernetes/keep-annotations';
import { Manifest } from '../../kubernetes/manifest';
import { nameRule, storageClassRule } from '../../kubernetes/object-name';
import { mebibytes } from '../../kubernetes/size';
import { addRules } from '../../text/rules';
import { DEFAULT_ACCESS_MODE, DEFAULT_SIZE, type DatabaseStorage } from '../../server/database-storage';
import { databaseLabels } from '../../server/labels';
import type { PersistentVolumeClaimSpec } from '../../kubernetes/plain-types';
import type { PostgresMajor } from '../../server/postgres-version';

export interface DatabaseVolumeClaimProps extends DatabaseStorage {
  /** The database's name, from which names and labels are derived. */
  readonly instance: string;
  /**
   * The major version of the data, as a part of the name, so that another version's server never uses the volume.
   * @default - not in the name
   */
  readonly major?: PostgresMajor;
}

/** 40 MB from initdb, 64 MB of WAL, 16 MiB that must be free at a start, and a little for the data. */
const MIN_MEBIBYTES = 256;

/** The PVC with the data. Not from a StatefulSet's volumeClaimTemplates, which cannot be resized. */
export class DatabaseVolumeClaim extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DatabaseVolumeClaimProps) {
    super(scope, id);
    refuseUnknownProps('DatabaseVolumeClaimProps', id, props);
    const { fromSnapshot, major, size = DEFAULT_SIZE, storageClass } = props;
    const { accessMode = DEFAULT_ACCESS_MODE } = props;
    this.name = claimName(props.instance, major, fromSnapshot);

    const spec: PersistentVolumeClaimSpec = {
      accessModes: [accessMode],
      ...(fromSnapshot !== undefined && {
        dataSource: { apiGroup: 'snapshot.storage.k8s.io', kind: 'VolumeSnapshot', name: fromSnapshot },
      }),
      resources: { requests: { storage: size.asString() } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    };
    this.node.defaultChild = new Manifest(this, 'claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: this.name, labels: databaseLabels(props.instance), annotations: KEEP },
      spec,
    });

    addRules(
      this,
      () => [
        storageClassRule(storageClass),
        ...(fromSnapshot === undefined
          ? []
          : [
              nameRule(fromSnapshot, 'a VolumeSnapshot', 'storage.fromSnapshot'),
              nameRule(this.name, 'a PersistentVolumeClaim', 'storage.fromSnapshot'),
            ]),
        {
          code: 'storage-size',
          field: 'storage.size',
          when: mebibytes(size) < MIN_MEBIBYTES,
          say: `storage.size is ${size.asString()}, but an empty database with its WAL needs nearly ${MIN_MEBIBYTES}Mi; allowed: at least ${MIN_MEBIBYTES}Mi`,
        },
      ],
      scope,
    );
  }
}

/** The PVC's name. Each major version has its own PVC, and so has each snapshot from which one is made. */
export function claimName(instance: string, major?: PostgresMajor, fromSnapshot?: string): string {
  const version = major === undefined ? '' : `-${major}`;
  return `${instance}-data${version}${fromSnapshot === undefined ? '' : `-from-${fromSnapshot}`}`;
}

/** True for the PVCs of a database: of any version, and made from any snapshot. */
export function isClaimName(instance: string, name: string): boolean {
  const prefix = claimName(instance);
  return name.startsWith(prefix) && /^(?:-\d+)?(?:-from-.+)?$/.test(name.slice(prefix.length));
}
