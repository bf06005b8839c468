import { Size } from 'cdk8s';

export interface DatabaseResources {
  /** Request and limit: a node that is short of memory kills pods above their request. @default 512 MiB */
  readonly memory?: Size;
  /** CPU cores that are reserved, for example 0.25. @default 0.25 */
  readonly cpuRequest?: number;
  /** The most CPU cores that it may use. @default 1 */
  readonly cpuLimit?: number;
  /**
   * For the log, of which the kubelet keeps 50 MiB by default, and /tmp. It is the request and the limit: a pod that uses
   * more is evicted. The data is on the volume. @default 512 MiB
   */
  readonly ephemeralStorage?: Size;
}

/** Applies the defaults. */
export function resourcesOf(resources: DatabaseResources = {}): Required<DatabaseResources> {
  return {
    cpuLimit: 1,
    cpuRequest: 0.25,
    ephemeralStorage: Size.mebibytes(512),
    memory: Size.mebibytes(512),
    ...resources,
  };
}
