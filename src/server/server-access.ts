import type { PodSpec } from '../kubernetes/plain-types';
import type { NetworkPeer } from '../kubernetes/network-peers';

/** How a Job of a database's own reaches its server, and what its pods may. */
export interface ServerAccess {
  /** The database: names and labels derive from it. */
  readonly instance: string;
  readonly server: AccessedServer;
  readonly pod: Pick<PodSpec, 'securityContext' | 'serviceAccountName'>;
}

/** A server, and who it is that connects to it. */
export interface AccessedServer {
  readonly major: number;
  /** The image that the server runs: its psql fits. */
  readonly image: string;
  /** Known at synth only. */
  readonly host: () => string;
  readonly port: number;
  /** What selects its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly database: string;
  /** The DNS servers that know its host. @default - whoever answers on a port of DNS */
  readonly dns?: readonly NetworkPeer[];
  /** Name of the Secret with the `username` of the role that owns the database, and its `password`. */
  readonly credentialsName: string;
}
