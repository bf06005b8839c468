import type { SqliteBackupProps } from './sqlite-backup';
import type { SqliteStorage } from './sqlite-volume-claim';

export interface SqliteVolumeProps {
  /** Name of the application's Deployment, which runs one pod. Its file stays as it is: kustomize patches it. */
  readonly workload: string;
  /** The container that gets the database. @default - the pod's only one */
  readonly container?: string;
  /** @default - the volume's own name and `-pvc` */
  readonly claimName?: string;
  /** @default - 1 GiB of the cluster's default StorageClass */
  readonly storage?: SqliteStorage;
  /** Where the volume is in the container. @default /data */
  readonly mountPath?: string;
  /** The database's file on the volume. @default db.sqlite */
  readonly file?: string;
  /** The variable that tells the application the file's path. @default DB_PATH */
  readonly variable?: string;
  /** The number of the user that the application runs as. @default - what its Deployment's securityContext says */
  readonly user?: number;
  /** Names of VolumeSnapshots that a CSI driver takes when they are applied first, each behind the volume's own. @default none */
  readonly snapshots?: readonly string[];
  /** @default - the cluster's default VolumeSnapshotClass */
  readonly snapshotClass?: string;
  /** Backups of the database while it is in use. @default - none */
  readonly backup?: SqliteBackupProps;
  /** What is otherwise in other environments, by their names: an overlay each. @default none */
  readonly environments?: Readonly<Record<string, SqliteEnvironment>>;
}

/** What one environment has otherwise. */
export interface SqliteEnvironment {
  /** What is not said is as in the base. @default - the base's */
  readonly storage?: SqliteStorage;
  /** What is not said is as in the base; `none` where there are to be none. @default - the base's */
  readonly backup?: Partial<SqliteBackupProps> | 'none';
}
