import { Size } from 'cdk8s';

export interface DatabaseResources {
  /** Requested and the limit: memory that is promised elsewhere gets a database killed. @default 512 MiB */
  readonly memory?: Size;
  /** CPU cores that are set aside, for example 0.25. @default 0.25 */
  readonly cpuRequest?: number;
  /** CPU cores that it may use at most. @default 1 */
  readonly cpuLimit?: number;
  /**
   * For the log, of which the kubelet keeps 50 MiB by default, and /tmp: requested, and who takes more is evicted. The
   * data is on the volume. @default 512 MiB
   */
  readonly ephemeralStorage?: Size;
}

/** With the defaults where nothing is said. */
export function resourcesOf(resources: DatabaseResources = {}): Required<DatabaseResources> {
  return {
    cpuLimit: 1,
    cpuRequest: 0.25,
    ephemeralStorage: Size.mebibytes(512),
    memory: Size.mebibytes(512),
    ...resources,
  };
}
