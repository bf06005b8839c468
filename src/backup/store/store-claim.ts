import type { Construct } from 'constructs';
import { KEEP } from '../../kubernetes/keep-annotations';
import { Manifest } from '../../kubernetes/manifest';
import type { BackupTarget } from './backup-store';

/** Name of the PVC with the backups; none for a bucket. NAME: of the objects of these backups. */
export function storeClaimName(target: BackupTarget, name: string): string | undefined {
  switch (target.kind) {
    case 's3':
      return undefined;
    case 'claim':
      return target.name;
    case 'nfs':
    case 'new-claim':
      return name;
  }
}

/** Creates the PVC of a store that has one of its own. Pod Security's "restricted" allows an NFS folder only as one. */
export function storeClaim(
  scope: Construct,
  target: BackupTarget,
  { labels, name }: { readonly labels: Readonly<Record<string, string>>; readonly name: string },
): void {
  const metadata = { name, labels, annotations: KEEP };
  const claim = (spec: object): void => {
    new Manifest(scope, 'folder-claim', {
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata,
      spec,
    });
  };
  if (target.kind === 'new-claim') {
    claim({
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: target.size.asString() } },
      ...(target.storageClass !== undefined && { storageClassName: target.storageClass }),
    });
  }
  if (target.kind !== 'nfs') return;
  const { path, server } = target;
  // Kubernetes requires a size, although it has no effect for NFS.
  const storage = '1Mi';
  new Manifest(scope, 'folder', {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata,
    spec: {
      accessModes: ['ReadWriteMany'],
      capacity: { storage },
      mountOptions: ['hard', 'nfsvers=4.1'],
      nfs: { path, server },
      persistentVolumeReclaimPolicy: 'Retain',
      storageClassName: '',
    },
  });
  claim({
    accessModes: ['ReadWriteMany'],
    resources: { requests: { storage } },
    storageClassName: '',
    volumeName: name,
  });
}
