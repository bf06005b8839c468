import type { Duration, Size } from 'cdk8s';
import type { BackupStore } from '../store/backup-store';

export interface WalArchiveProps {
  /**
   * Where the WAL and the base backups are kept: a PVC or an NFS folder, which the server's pod mounts. Not a bucket.
   * @default - a PVC of its own, three times as large as the database's volume
   */
  readonly to?: BackupStore;
  /** How much of what was written last is lost with the volume, at most; from 10 seconds to a day. @default 5 minutes */
  readonly timeout?: Duration;
  /** When it is looked whether a base backup is due: the five fields of cron, in the time zone of the backups. @default 0 1 * * * */
  readonly schedule?: string;
  /** A base backup is due after this many days, and at once where there is none. @default 7 */
  readonly everyDays?: number;
  /** How many base backups are kept, each with the WAL from there on. @default 2 */
  readonly keep?: number;
  /** The volume on which a restore recovers the database and dumps it. @default - twice the size of the database's volume */
  readonly recoverySize?: Size;
}
