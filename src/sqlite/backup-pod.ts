import type { Container, PodSpec, PodTemplate } from '../kubernetes/plain-types';
import { CONTAINER_SECURITY, hardenedContainer, hardenedPod, podSecurity } from '../kubernetes/pod-security';
import { resourceRequirements } from '../kubernetes/resources';
import { selectedBy, type Workload } from '../gitops/tree/workload';
import type { FileOwner } from './file-owner';
import type { ClaimBackupStoreProps, S3BackupStoreProps } from '../backup/store/backup-store';
import { RESTIC_IMAGE, resticVariables, STORE_SECRETS, storeSecrets } from '../backup/store/restic';

export interface BackupPodProps {
  readonly purpose: 'backup' | 'restore';
  readonly instance: string;
  /** Name of the ConfigMap with the scripts, and of the ServiceAccount. */
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The workload whose pods mount the volume. */
  readonly workload: Workload;
  /** The owner of the files: SQLite writes files beside a database even to read it. */
  readonly owner: FileOwner;
  readonly claimName: string;
  readonly file: string;
  /** Size of the database's volume in MiB, and so the largest size of a copy. */
  readonly megabytes: number;
  readonly image: string;
  readonly keep: number;
  readonly store:
    ({ readonly kind: 's3' } & S3BackupStoreProps) | ({ readonly kind: 'claim' } & ClaimBackupStoreProps);
}

const SCRATCH = { mountPath: '/scratch', name: 'scratch' };

/** The pod that mounts both database and store. A second container transfers a copy to or from a bucket. */
export function backupPod(props: BackupPodProps): PodTemplate {
  const { claimName, labels, name, owner, purpose, store } = props;
  const python = pythonContainer(props);
  const restic = store.kind === 's3' ? resticContainer(props, store) : undefined;
  const [first, last] = purpose === 'backup' ? [python, restic] : [restic, python];
  return {
    metadata: { labels: { ...labels } },
    spec: hardenedPod({
      affinity: nearTheApplication(props),
      containers: [last ?? python],
      ...(last !== undefined && first !== undefined && { initContainers: [first] }),
      restartPolicy: 'Never',
      securityContext: { ...podSecurity(owner.uid, owner.gid), fsGroup: owner.fsGroup },
      serviceAccountName: name,
      terminationGracePeriodSeconds: 30,
      volumes: [
        { name: 'database', persistentVolumeClaim: { claimName } },
        { configMap: { name }, name: 'scripts' },
        { emptyDir: {}, name: SCRATCH.name },
        ...(store.kind === 'claim'
          ? [{ name: 'store', persistentVolumeClaim: { claimName: store.name } }]
          : [storeSecrets(store)]),
      ],
    }),
  };
}

/** The volume is on one node at a time. A restore also works without a pod of the application. */
function nearTheApplication({ purpose, workload }: BackupPodProps): NonNullable<PodSpec['affinity']> {
  const term = {
    labelSelector: { matchLabels: selectedBy(workload) },
    topologyKey: 'kubernetes.io/hostname',
  };
  return {
    podAffinity:
      purpose === 'backup'
        ? { requiredDuringSchedulingIgnoredDuringExecution: [term] }
        : { preferredDuringSchedulingIgnoredDuringExecution: [{ podAffinityTerm: term, weight: 100 }] },
  };
}

function pythonContainer(props: BackupPodProps): Container {
  const { file, image, instance, keep, megabytes, owner, purpose, store } = props;
  const isInBucket = store.kind === 's3';
  const folder = purpose === 'backup' ? SCRATCH.mountPath : `${SCRATCH.mountPath}/restored`;
  return hardenedContainer({
    command: ['python3', `/etc/sqlite/${purpose}.py`],
    env: [
      { name: 'DATABASE', value: `/volume/${file}` },
      { name: 'NAME', value: instance },
      { name: 'PYTHONDONTWRITEBYTECODE', value: '1' },
      { name: 'STORE', value: isInBucket ? folder : '/store' },
      ...(purpose === 'backup'
        ? [
            { name: 'KEEP', value: String(keep) },
            { name: 'SCRATCH', value: SCRATCH.mountPath },
          ]
        : [{ name: 'BACKUP', value: 'latest' }]),
    ],
    image,
    name: purpose,
    resources: resources(megabytes, 128),
    securityContext: { ...CONTAINER_SECURITY, runAsNonRoot: owner.uid !== 0 },
    volumeMounts: [
      { mountPath: '/volume', name: 'database' },
      { mountPath: '/etc/sqlite', name: 'scripts', readOnly: true },
      SCRATCH,
      ...(isInBucket ? [] : [{ mountPath: '/store', name: 'store', readOnly: purpose === 'restore' }]),
    ],
  });
}

function resticContainer(
  { instance, keep, megabytes, owner, purpose }: BackupPodProps,
  store: S3BackupStoreProps,
): Container {
  return hardenedContainer({
    command: ['/bin/sh', `/etc/sqlite/${purpose === 'backup' ? 'upload' : 'fetch'}.sh`],
    env: [
      { name: 'NAME', value: instance },
      ...resticVariables(store, instance, SCRATCH.mountPath),
      ...(purpose === 'backup'
        ? [{ name: 'KEEP', value: String(keep) }]
        : [{ name: 'BACKUP', value: 'latest' }]),
    ],
    image: RESTIC_IMAGE,
    name: purpose === 'backup' ? 'upload' : 'fetch',
    resources: resources(megabytes, 256),
    securityContext: { ...CONTAINER_SECURITY, runAsNonRoot: owner.uid !== 0 },
    volumeMounts: [{ mountPath: '/etc/sqlite', name: 'scripts', readOnly: true }, SCRATCH, STORE_SECRETS],
  });
}

/** Ephemeral storage has room for a copy of the whole database, and for the programs' own files. */
function resources(megabytes: number, memory: number): NonNullable<Container['resources']> {
  return resourceRequirements({ cpuLimit: 1, cpuRequest: 0.05, ephemeralStorage: megabytes + 128, memory });
}
