import { Size } from 'cdk8s';

export interface DatabaseStorage {
  /** The size of the volume, 256 MiB or more. It can grow later, and never shrink. @default 10 GiB */
  readonly size?: Size;
  /** Name of the StorageClass that makes the volume. @default - the cluster's default StorageClass */
  readonly storageClass?: string;
  /**
   * Name of the VolumeSnapshot from which the volume is made, in a claim of its own; leave it there from then on.
   * @default - an empty volume
   */
  readonly fromSnapshot?: string;
  /**
   * With ReadWriteOncePod, Kubernetes keeps a second pod off the volume. It needs storage of a CSI driver.
   * @default ReadWriteOnce
   */
  readonly accessMode?: 'ReadWriteOnce' | 'ReadWriteOncePod';
}

export const DEFAULT_SIZE = Size.gibibytes(10);
export const DEFAULT_ACCESS_MODE = 'ReadWriteOnce';
