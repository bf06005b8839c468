import { Size } from 'cdk8s';

export interface DatabaseStorage {
  /** @default 10 GiB */
  readonly size?: Size;
  /** @default - the cluster's default StorageClass */
  readonly storageClass?: string;
  /**
   * ReadWriteOncePod lets the cluster itself exclude a second pod, on storage that is a CSI driver's.
   * @default ReadWriteOnce
   */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod';
}

export const DEFAULT_SIZE = Size.gibibytes(10);
export const DEFAULT_ACCESS_MODE = 'ReadWriteOnce';
