import { posix } from 'node:path';
import type { Size } from 'cdk8s';
import { nameRule } from '../../kubernetes/object-name';
import { secretKeyRules, type SecretKey } from '../../kubernetes/secret-key';
import { refuseUnknownProps } from '../../text/known-props';
import type { Rule } from '../../text/rules';

export interface S3BackupStoreProps {
  /** URL with the scheme, and the port if it is not the scheme's default: `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  /** Name of an existing bucket. */
  readonly bucket: string;
  /** The folder in the bucket for these backups and nothing else. @default - the database's or the volume's name */
  readonly prefix?: string;
  /** Name of an existing Secret with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and RESTIC_PASSWORD. */
  readonly credentialsSecret: string;
  /**
   * The certificate of the authority that signed the endpoint's, in PEM. It replaces the public authorities.
   * @default - the public authorities
   */
  readonly ca?: SecretKey;
}

export interface NfsBackupStoreProps {
  /** The NFS server's host name or address. */
  readonly server: string;
  /** The folder that the server exports. The Job's user must be able to write to it: for PostgreSQL that is 999. */
  readonly path: string;
}

export interface ClaimBackupStoreProps {
  /** Name of an existing PVC in the application's namespace. Best its disk is in another location. */
  readonly name: string;
}

export interface NewClaimBackupStoreProps {
  /** The size of the volume: all backups that are kept fit on it. */
  readonly size: Size;
  /** Name of the StorageClass that makes the volume. @default - the cluster's default StorageClass */
  readonly storageClass?: string;
}

export type BackupTarget =
  | ({ readonly kind: 's3' } & S3BackupStoreProps)
  | ({ readonly kind: 'nfs' } & NfsBackupStoreProps)
  | ({ readonly kind: 'new-claim' } & NewClaimBackupStoreProps)
  | ({ readonly kind: 'claim' } & ClaimBackupStoreProps);

/**
 * The storage of backups.
 * @example BackupStore.claim({ name: 'backups' })
 */
export class BackupStore {
  private constructor(readonly target: BackupTarget) {}

  /** A text for the location of the backups of INSTANCE. It is equal for two stores with the same location. */
  locationOf(instance: string): string {
    const { target } = this;
    switch (target.kind) {
      case 's3':
        return [target.endpoint, target.bucket, target.prefix ?? instance].map(withoutSlashes).join(' ');
      case 'nfs':
        return `${target.server} ${withoutSlashes(posix.normalize(target.path))}`;
      case 'claim':
        return target.name;
      case 'new-claim':
        return `the claim of ${instance}`;
    }
  }

  /** True if the backups survive the loss of the cluster and its volumes. */
  get isOutsideOfCluster(): boolean {
    return this.target.kind === 's3' || this.target.kind === 'nfs';
  }

  /** Rules for what the store's props name, which is at PATH. @internal */
  rules(path: string): Rule[] {
    const { target } = this;
    switch (target.kind) {
      case 's3':
        return [
          nameRule(target.credentialsSecret, 'a Secret', `${path}.credentialsSecret`),
          {
            code: 'backup-store',
            field: `${path}.endpoint`,
            when: !/^https?:\/\/[^/\s@]+(?:\/[^\s@]*)?$/.test(target.endpoint),
            say: `"${target.endpoint.replace(/\/\/[^/@]*@/, '//***@')}" is not a valid endpoint; allowed: http:// or https:// and a host, without credentials, for example https://s3.eu-central-1.amazonaws.com`,
          },
          {
            code: 'backup-store',
            field: `${path}.bucket`,
            when: !/^[-.\w]{3,255}$/.test(target.bucket),
            say: `"${target.bucket}" is not the name of a bucket; allowed: letters, digits, "-", "_" and ".", at least 3 of them; a folder in it is the prefix`,
          },
          {
            code: 'backup-store',
            field: `${path}.prefix`,
            when: target.prefix !== undefined && !isFolder(target.prefix),
            say: `"${target.prefix ?? ''}" is not a folder of a bucket; allowed: letters, digits, "-", "_", "." and "/" between its parts, for example production/database`,
          },
          ...(target.ca ? secretKeyRules('backup-store', target.ca, `${path}.ca`) : []),
        ];
      case 'claim':
        return [nameRule(target.name, 'a PersistentVolumeClaim', `${path}.name`)];
      case 'nfs':
      case 'new-claim':
        return [];
    }
  }

  /** A bucket of S3 or of a compatible service. restic encrypts and deduplicates the backups. */
  static s3(props: S3BackupStoreProps): BackupStore {
    refuseUnknownProps('S3BackupStoreProps', 'BackupStore.s3', props);
    return new BackupStore({ kind: 's3', ...props });
  }

  /** A folder of an NFS server. */
  static nfs(props: NfsBackupStoreProps): BackupStore {
    refuseUnknownProps('NfsBackupStoreProps', 'BackupStore.nfs', props);
    return new BackupStore({ kind: 'nfs', ...props });
  }

  /** An existing PVC. */
  static claim(props: ClaimBackupStoreProps): BackupStore {
    refuseUnknownProps('ClaimBackupStoreProps', 'BackupStore.claim', props);
    return new BackupStore({ kind: 'claim', ...props });
  }

  /** A PVC for these backups alone, which the synth creates and no commit deletes. */
  static newClaim(props: NewClaimBackupStoreProps): BackupStore {
    refuseUnknownProps('NewClaimBackupStoreProps', 'BackupStore.newClaim', props);
    return new BackupStore({ kind: 'new-claim', ...props });
  }
}

function isFolder(path: string): boolean {
  return path.split('/').every((part) => /^[-.\w]+$/.test(part) && part !== '.' && part !== '..');
}

function withoutSlashes(path: string): string {
  return path.replace(/^\/+|\/+$/g, '');
}
