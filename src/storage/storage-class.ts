import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import { Manifest } from '../kubernetes/manifest';
import { nameRule } from '../kubernetes/object-name';
import { refuseUnknownProps } from '../text/known-props';
import { addRules } from '../text/rules';
import { storageLabels } from './labels';

export interface StorageClassProps {
  /** Name of the CSI driver that creates volumes, for example `ebs.csi.aws.com`, or `StorageClass.MANUAL`. */
  readonly provisioner: string;
  /** Parameters of the driver, for example `{ type: 'gp3' }`. @default none */
  readonly parameters?: Readonly<Record<string, string>>;
  /** What happens to a volume whose PVC is deleted. @default Retain */
  readonly reclaimPolicy?: 'Delete' | 'Retain';
}

/**
 * A StorageClass with the construct's name, for a cluster that does not have it. A volume is created when its first pod
 * is scheduled, on that node. Volumes of a driver can grow.
 */
export class StorageClass extends Construct {
  /** Creates no volumes: they are created by hand, for example with `LocalVolume`, or by a program in the cluster. */
  static readonly MANUAL = 'kubernetes.io/no-provisioner';

  /** The name that PVCs refer to. */
  readonly name: string;

  constructor(scope: Construct, id: string, props: StorageClassProps) {
    super(scope, id);
    refuseUnknownProps('StorageClassProps', id, props);
    this.name = id;
    const { provisioner, parameters, reclaimPolicy = 'Retain' } = props;
    this.node.defaultChild = new Manifest(this, 'class', {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: id, labels: storageLabels(), annotations: KEEP },
      // Volumes that are created by hand cannot grow.
      ...(provisioner !== StorageClass.MANUAL && { allowVolumeExpansion: true }),
      ...(parameters && { parameters }),
      provisioner,
      reclaimPolicy,
      volumeBindingMode: 'WaitForFirstConsumer',
    });

    addRules(this, () => [
      nameRule(id, 'a StorageClass'),
      {
        code: 'provisioner',
        field: 'provisioner',
        when: !/^([a-z0-9]([-.a-z0-9]*[a-z0-9])?\/)?[A-Za-z0-9]([-._A-Za-z0-9]*[A-Za-z0-9])?$/.test(
          provisioner,
        ),
        say: `provisioner is "${provisioner}"; allowed: a driver's name such as ebs.csi.aws.com, or StorageClass.MANUAL`,
      },
      {
        code: 'driver-parameters',
        field: 'parameters',
        when: provisioner === StorageClass.MANUAL && parameters !== undefined,
        say: 'parameters are for a driver, and StorageClass.MANUAL is not one; remove them',
      },
    ]);
  }
}
