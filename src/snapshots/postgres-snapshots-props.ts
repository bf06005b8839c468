import type { Duration } from 'cdk8s';

export interface PostgresSnapshotsProps {
  /** The five fields of cron, in UTC. @default 0 3 * * * */
  readonly schedule?: string;
  /** For how many days the last snapshot of each day is kept. All of the last 24 hours are. @default 7 */
  readonly keep?: number;
  /** Name of the VolumeSnapshotClass. @default - the cluster's default class for the volume's driver */
  readonly volumeSnapshotClass?: string;
  /**
   * How long a snapshot may take until it can be used, from a minute to 23 hours. On some clouds, the first one of a
   * large volume takes hours. @default 2 hours
   */
  readonly timeout?: Duration;
  /** An image with Python 3.11 or newer. @default docker.io/library/python:3.13-slim-trixie */
  readonly image?: string;
}
