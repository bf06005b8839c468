import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import { Manifest } from '../kubernetes/manifest';
import { nameRule } from '../kubernetes/object-name';
import { addRules } from '../text/rules';
import { storageLabels } from './labels';

export interface StorageClassProps {
  /** The CSI driver that makes volumes, by its name, for example `ebs.csi.aws.com`; or `StorageClass.MANUAL`. */
  readonly provisioner: string;
  /** What the driver takes, for example `{ type: 'gp3' }`. @default none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What becomes of a volume whose claim is deleted. @default Retain */
  readonly reclaimPolicy?: 'Delete' | 'Retain';
}

/**
 * A StorageClass under the construct's name, for a cluster that has not that one: volumes are made where their first
 * pod runs, and can grow where a driver makes them.
 */
export class StorageClass extends Construct {
  /** Makes nothing: volumes are made by hand, as by `LocalVolume`, or by a program of the cluster's. */
  static readonly MANUAL = 'kubernetes.io/no-provisioner';

  /** What claims call it. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: StorageClassProps) {
    super(scope, id);
    this.name = id;
    const { provisioner, parameters, reclaimPolicy = 'Retain' } = props;
    new Manifest(this, 'class', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: id, labels: storageLabels(), annotations: KEEP },
      // Volumes that somebody made by hand have the size that they have.
      ...(provisioner !== StorageClass.MANUAL && { allowVolumeExpansion: true }),
      ...(parameters && { parameters }),
      provisioner,
      reclaimPolicy,
      volumeBindingMode: 'WaitForFirstConsumer',
    });

    addRules(this, () => [
      nameRule(id, 'a StorageClass'),
      {
        when: !/^([a-z0-9]([-.a-z0-9]*[a-z0-9])?\/)?[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(
          provisioner,
        ),
        say: `provisioner is "${provisioner}"; allowed: a driver's name such as ebs.csi.aws.com, or StorageClass.MANUAL`,
      },
      {
        when: provisioner === StorageClass.MANUAL && parameters !== undefined,
        say: 'parameters are for a driver, and StorageClass.MANUAL is none; leave them out',
      },
    ]);
  }
}
