import { posix } from 'node:path';
import { refuseUnknownProps } from '../text/known-props';

export interface S3BackupStoreProps {
  /** URL with the scheme, and the port if it is not the scheme's default: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  /** Name of an existing bucket. */
  readonly bucket: string;
  /** The folder in the bucket for these backups and nothing else. @default - the volume's name */
  readonly prefix?: string;
  /** Name of an existing Secret with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and RESTIC_PASSWORD. */
  readonly credentialsSecret: string;
}

export interface NfsBackupStoreProps {
  /** The NFS server's host name or address. */
  readonly server: string;
  /** The folder that the server exports. The application's user must be able to write to it. */
  readonly path: string;
}

export interface ClaimBackupStoreProps {
  /** Name of an existing PVC in the application's namespace. Best its disk is in another location. */
  readonly name: string;
}

type BackupTarget =
  | ({ readonly kind: 's3' } & S3BackupStoreProps)
  | ({ readonly kind: 'nfs' } & NfsBackupStoreProps)
  | ({ readonly kind: 'claim' } & ClaimBackupStoreProps);

/**
 * The storage of backups.
 * @example SqliteBackupStore.claim({ name: 'backups' })
 */
export class SqliteBackupStore {
  private constructor(readonly target: BackupTarget) {}

  /** A text for the location of the backups of VOLUME. It is equal for two stores with the same location. */
  locationOf(volume: string): string {
    const { target } = this;
    switch (target.kind) {
      case 's3':
        return [target.endpoint, target.bucket, target.prefix ?? volume].map(withoutSlashes).join(' ');
      case 'nfs':
        return `${target.server} ${withoutSlashes(posix.normalize(target.path))}`;
      case 'claim':
        return target.name;
    }
  }

  /** A bucket of S3 or of a compatible service. restic encrypts and deduplicates the backups. */
  static s3(props: S3BackupStoreProps): SqliteBackupStore {
    refuseUnknownProps('S3BackupStoreProps', 'SqliteBackupStore.s3', props);
    return new SqliteBackupStore({ kind: 's3', ...props });
  }

  /** A folder of an NFS server, with one file for each backup. */
  static nfs(props: NfsBackupStoreProps): SqliteBackupStore {
    refuseUnknownProps('NfsBackupStoreProps', 'SqliteBackupStore.nfs', props);
    return new SqliteBackupStore({ kind: 'nfs', ...props });
  }

  /** A PVC, with one file for each backup. */
  static claim(props: ClaimBackupStoreProps): SqliteBackupStore {
    refuseUnknownProps('ClaimBackupStoreProps', 'SqliteBackupStore.claim', props);
    return new SqliteBackupStore({ kind: 'claim', ...props });
  }
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
