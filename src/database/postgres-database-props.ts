import type { Password } from '../backend/connection/password';
import type { PostgresBackupProps } from '../backup/postgres-backup-props';
import type { PostgresMonitoringProps } from '../monitoring/postgres-monitoring-props';
import type { Schema } from '../schema/schema';
import type { PostgresSnapshotsProps } from '../snapshots/postgres-snapshots-props';
import type { DatabaseResources } from '../server/database-resources';
import type { DatabaseStorage } from '../server/database-storage';
import type { NetworkPeer } from '../kubernetes/network-peers';
import type { PostgresVersion } from '../server/postgres-version';
import type { ServerConfiguration } from '../server/server-configuration';
import type { ServerTls } from '../server/server-tls';
import type { DatabaseEnvironment } from './environments/database-environment';

export interface PostgresDatabaseProps {
  /** The major version of PostgreSQL and the image that runs it. @default PostgresVersion.V16 */
  readonly version?: PostgresVersion;
  /** The database that the application finds in the server. @default app */
  readonly database?: string;
  /** The application's role: it owns the database and is not a superuser. @default app */
  readonly user?: string;
  /**
   * Where the password of the application's role comes from.
   * @default - from POSTGRES_PASSWORD, else kept, else made once
   */
  readonly password?: Password;
  /**
   * The size and the StorageClass of the volume with the data.
   * @default - 10 GiB of the cluster's default StorageClass
   */
  readonly storage?: DatabaseStorage;
  /**
   * Memory, CPU and scratch space of the server.
   * @default - 512 MiB of memory, a quarter of a core, at most one
   */
  readonly resources?: DatabaseResources;
  /**
   * The purpose of the server, its kind of disk, and settings of postgresql.conf of your own.
   * @default - for a web application, on an SSD
   */
  readonly configuration?: ServerConfiguration;
  /**
   * Where the server's certificate comes from. Connections without TLS are refused in any case.
   * @default - ServerTls.selfSigned()
   */
  readonly tls?: ServerTls;
  /**
   * Extensions that the superuser makes in the database before anybody else is in it, or, in one that is there already,
   * at the server's next start: `['pg_stat_statements']`. They are not updated and not removed. @default - none
   */
  readonly extensions?: readonly string[];
  /** Tables, indexes and all that migrations make: applied before the application finds a new database. @default - none */
  readonly schema?: Schema;
  /** Backups, on a schedule, and the way to restore them: `{}`. @default - none */
  readonly backup?: PostgresBackupProps;
  /** Metrics and alerts for Prometheus, and a dashboard for Grafana: `{}` for the usual ones. @default - none */
  readonly monitoring?: PostgresMonitoringProps;
  /**
   * VolumeSnapshots of the volume on a schedule: `{}` takes one each night. The volume's driver must be able to.
   * @default - none
   */
  readonly snapshots?: PostgresSnapshotsProps;
  /**
   * Pods that may connect besides those that read the Secret with the URL. @default - none; where nothing is found
   * that reads it, every pod of the namespace may
   */
  readonly clients?: readonly NetworkPeer[];
  /**
   * The cluster's DNS servers, where nobody else is to be reached: `[{ namespace: 'kube-system', labels: { 'k8s-app':
   * 'kube-dns' } }]`. @default - whoever answers on a port of DNS (53, 5353), since a cache on the node is no pod
   */
  readonly dns?: readonly NetworkPeer[];
  /** The namespace of all its objects. @default - the namespace of the Secret that is to hold the URL */
  readonly namespace?: string;
  /** What is otherwise in other environments, by their names: an overlay each. @default - none */
  readonly environments?: Readonly<Record<string, DatabaseEnvironment>>;
}
