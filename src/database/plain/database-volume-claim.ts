import { Construct } from 'constructs';
import { KEEP } from '../../kubernetes/keep-annotations';
import { Manifest } from '../../kubernetes/manifest';
import { storageClassRule } from '../../kubernetes/object-name';
import { mebibytes } from '../../kubernetes/size';
import { addRules } from '../../text/rules';
import { DEFAULT_ACCESS_MODE, DEFAULT_SIZE, type DatabaseStorage } from '../../server/database-storage';
import { databaseLabels } from '../../server/labels';
import type { PersistentVolumeClaimSpec } from '../../kubernetes/plain-types';
import type { PostgresMajor } from '../../server/postgres-version';

export interface DatabaseVolumeClaimProps extends DatabaseStorage {
  /** The database that keeps its data here: names and labels derive from it. */
  readonly instance: string;
  /**
   * The major version whose data is on it, as a part of the name: another one's server never finds it by mistake.
   * @default - not in the name
   */
  readonly major?: PostgresMajor;
}

/** 40 MB of initdb's, 64 MB of WAL, 16 MiB that a start wants free, and a little for the data. */
const LEAST_MEBIBYTES = 256;

/** The disk that outlives the pod. A claim of its own and not a template's, which could never be resized. */
export class DatabaseVolumeClaim extends Construct {
  readonly name: string;

  constructor(scope: Construct, id: string, props: DatabaseVolumeClaimProps) {
    super(scope, id);
    const { major, size = DEFAULT_SIZE, storageClass, accessMode = DEFAULT_ACCESS_MODE } = props;
    this.name = claimName(props.instance, major);

    const spec: PersistentVolumeClaimSpec = {
      accessModes: [accessMode],
      resources: { requests: { storage: size.asString() } },
      ...(storageClass !== undefined && { storageClassName: storageClass }),
    };
    this.node.defaultChild = new Manifest(this, 'claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { name: this.name, labels: databaseLabels(props.instance), annotations: KEEP },
      spec,
    });

    addRules(this, () => [
      storageClassRule(storageClass),
      {
        when: mebibytes(size) < LEAST_MEBIBYTES,
        say: `storage.size is ${size.asString()}; an empty database with its WAL takes most of ${LEAST_MEBIBYTES}Mi: allowed from there on`,
      },
    ]);
  }
}

/** Each major version has a volume of its own. */
export function claimName(instance: string, major?: PostgresMajor): string {
  return major === undefined ? `${instance}-data` : `${instance}-data-${major}`;
}
