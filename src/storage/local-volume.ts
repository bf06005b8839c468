import type { Size } from 'cdk8s';
import { Construct } from 'constructs';
import { KEEP } from '../kubernetes/keep-annotations';
import { Manifest } from '../kubernetes/manifest';
import { nameRule } from '../kubernetes/object-name';
import { refuseUnknownProps } from '../text/known-props';
import { addRules } from '../text/rules';
import { storageLabels } from './labels';

export interface LocalVolumeProps {
  /** The StorageClass of the PVC. Its provisioner is `StorageClass.MANUAL`. */
  readonly storageClass: string;
  /** The PVC that gets this volume, with its namespace in the cluster. No other PVC gets it. */
  readonly claim: {
    /** The name of the PVC. */
    readonly name: string;
    /** The namespace of the PVC. */
    readonly namespace: string;
  };
  /** The node's `kubernetes.io/hostname`. Pods that use the PVC run on this node only. */
  readonly node: string;
  /** An existing folder on the node. Best it is a file system of its own: nothing else limits its size. */
  readonly path: string;
  /** At least the size that the PVC requests. */
  readonly size: Size;
}

/** A PersistentVolume with the construct's name: a folder of one node, for one PVC. */
export class LocalVolume extends Construct {
  constructor(scope: Construct, id: string, props: LocalVolumeProps) {
    super(scope, id);
    refuseUnknownProps('LocalVolumeProps', id, props);
    const { claim, node, path, size, storageClass } = props;
    const hostname = { key: 'kubernetes.io/hostname', operator: 'In', values: [node] };
    this.node.defaultChild = new Manifest(this, 'volume', {
      apiVersion: 'v1',
      kind: 'PersistentVolume',
      metadata: { name: id, labels: storageLabels(), annotations: KEEP },
      spec: {
        accessModes: ['ReadWriteOnce'],
        capacity: { storage: size.asString() },
        claimRef: {
          apiVersion: 'v1',
          kind: 'PersistentVolumeClaim',
          name: claim.name,
          namespace: claim.namespace,
        },
        local: { path },
        nodeAffinity: { required: { nodeSelectorTerms: [{ matchExpressions: [hostname] }] } },
        persistentVolumeReclaimPolicy: 'Retain',
        storageClassName: storageClass,
        volumeMode: 'Filesystem',
      },
    });

    addRules(this, () => [
      nameRule(id, 'a PersistentVolume'),
      nameRule(storageClass, 'a StorageClass', 'storageClass'),
      nameRule(claim.name, 'a PersistentVolumeClaim', 'claim.name'),
      {
        code: 'local-path',
        field: 'path',
        when: !path.startsWith('/') || path.split('/').includes('..'),
        say: `path is "${path}"; allowed: the absolute path of a folder on the node`,
      },
    ]);
  }
}
