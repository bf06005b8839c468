import type { Duration, Size } from 'cdk8s';
import type { BackupStore } from './store/backup-store';
import type { WalArchiveProps } from './wal/wal-archive-props';

export interface PostgresBackupProps {
  /**
   * Where the backups are kept. Each of several stores gets a CronJob of its own, so that one that fails does not stop
   * the others. @default - a PVC of its own, as large as the database's volume
   */
  readonly to?: BackupStore | readonly BackupStore[];
  /** The five fields of cron. @default 0 2 * * * */
  readonly schedule?: string;
  /** The time zone of the schedule, by its IANA name. @default Etc/UTC */
  readonly timeZone?: string;
  /** The time after which a Job of backups is ended and has failed. @default Duration.hours(6) */
  readonly deadline?: Duration;
  /** How many backups are kept. Those of the last 24 hours are kept besides. @default - the last one of each of 30 days */
  readonly keep?: BackupRetention;
  /**
   * A rehearsal on a schedule: the newest backup is restored into a server of the Job's own, which nobody else reaches,
   * and compared with what it was. @default - none
   */
  readonly drill?: DrillProps;
  /**
   * `{}` to keep the WAL too, in a second volume, with base backups: the database can be restored as it was at any moment,
   * and not only at that of a backup. @default - none
   */
  readonly wal?: WalArchiveProps;
  /**
   * True to back up an environment whose name contains a word that starts with `prod` into the cluster alone, which is
   * lost with the cluster. @default false
   */
  readonly onlyInCluster?: boolean;
}

/** Only days, weeks and months that have a backup count, so a long failure removes none. */
export interface BackupRetention {
  /** Of this many days the last backup. @default 30 */
  readonly daily?: number;
  /** Of this many weeks the last backup. @default 0 */
  readonly weekly?: number;
  /** Of this many months the last backup. @default 0 */
  readonly monthly?: number;
}

export interface DrillProps {
  /** The five fields of cron, in the time zone of the backups. @default 0 5 * * 0 */
  readonly schedule?: string;
  /**
   * What has to be true of the restored database, each with a query that returns one boolean: `{ 'the last day has
   * messages': "select max(at) > now() - interval '2 days' from messages" }`. The application's role runs it.
   * @default - none
   */
  readonly assertions?: Readonly<Record<string, string>>;
  /** The volume on which the database is restored, which lives as long as the Job's pod. @default - the database's size */
  readonly size?: Size;
}
