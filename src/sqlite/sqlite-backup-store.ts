import { posix } from 'node:path';

export interface S3BackupStoreProps {
  /** With its scheme, and a port where it is another than that scheme's: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  /** A bucket that is there. */
  readonly bucket: string;
  /** The folder in the bucket that holds these backups and nothing else. @default - the volume's name */
  readonly prefix?: string;
  /** Name of a Secret that is in the cluster, with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and RESTIC_PASSWORD. */
  readonly credentialsSecret: string;
}

export interface NfsBackupStoreProps {
  /** The NFS server's host name or address. */
  readonly server: string;
  /** The folder that it exports: the application's user may write there. */
  readonly path: string;
}

export interface ClaimBackupStoreProps {
  /** Name of a claim that is in the cluster, where the application runs: best of a disk that is elsewhere. */
  readonly name: string;
}

type BackupTarget =
  | ({ readonly kind: 's3' } & S3BackupStoreProps)
  | ({ readonly kind: 'nfs' } & NfsBackupStoreProps)
  | ({ readonly kind: 'claim' } & ClaimBackupStoreProps);

/** Where backups are kept. */
export class SqliteBackupStore {
  private constructor(readonly target: BackupTarget) {}

  /** The same text for two that keep the backups of VOLUME in one place, however each is written. */
  placeOf(volume: string): string {
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

  /** A bucket of S3 or what speaks its language: encrypted and without what is the same twice, by restic. */
  static s3(props: S3BackupStoreProps): SqliteBackupStore {
    return new SqliteBackupStore({ kind: 's3', ...props });
  }

  /** A folder of an NFS server, a file a backup. */
  static nfs(props: NfsBackupStoreProps): SqliteBackupStore {
    return new SqliteBackupStore({ kind: 'nfs', ...props });
  }

  /** A claim of the cluster's, a file a backup. */
  static claim(props: ClaimBackupStoreProps): SqliteBackupStore {
    return new SqliteBackupStore({ kind: 'claim', ...props });
  }
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
