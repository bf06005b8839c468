import type { SqliteBackupProps } from './sqlite-backup';
import type { SqliteMonitoringProps } from './sqlite-monitoring';
import type { SqliteStorage } from './sqlite-volume-claim';

export interface SqliteVolumeProps {
  /** Name of the application's Deployment, which runs one pod. kustomize patches it; its file does not change. */
  readonly workload: string;
  /** The container that gets the database. @default - the pod's only one */
  readonly container?: string;
  /** Name of the PVC. @default - the volume's name and `-pvc` */
  readonly claimName?: string;
  /** The size and the StorageClass of the volume. @default - 1 GiB of the cluster's default StorageClass */
  readonly storage?: SqliteStorage;
  /** The path of the volume in the container. @default /data */
  readonly mountPath?: string;
  /** The database's file on the volume. @default db.sqlite */
  readonly file?: string;
  /** The environment variable with the path of the file. @default DB_PATH */
  readonly variable?: string;
  /** The ID of the application's user. @default - the one in the Deployment's securityContext */
  readonly user?: number;
  /** VolumeSnapshots to take, each named after the volume and this name. Needs a CSI driver. @default none */
  readonly snapshots?: readonly string[];
  /**
   * The name of the VolumeSnapshotClass with which the snapshots are taken.
   * @default - the cluster's default VolumeSnapshotClass
   */
  readonly snapshotClass?: string;
  /** Backups of the database while it is in use. @default - none */
  readonly backup?: SqliteBackupProps;
  /** Alerts for Prometheus: a volume that fills up, and backups that are late. @default - none */
  readonly monitoring?: SqliteMonitoringProps;
  /** Overrides for other environments, by their names: an overlay each. @default none */
  readonly environments?: Readonly<Record<string, SqliteEnvironment>>;
}

/** Overrides for one environment. */
export interface SqliteEnvironment {
  /** Overrides of the base's storage. @default - the base's */
  readonly storage?: SqliteStorage;
  /** Overrides of the base's backups; `none` for no backups. @default - the base's */
  readonly backup?: Partial<SqliteBackupProps> | 'none';
  /** Overrides of the base's monitoring; `none` for no monitoring. @default - the base's */
  readonly monitoring?: SqliteMonitoringProps | 'none';
}
