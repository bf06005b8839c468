import type { PodSpec } from '../kubernetes/plain-types';
import type { NetworkPeer } from '../kubernetes/network-peers';

/** How a Job of a database connects to its server, and the security context of its pods. */
export interface ServerAccess {
  /** The database: names and labels derive from it. */
  readonly instance: string;
  readonly server: AccessedServer;
  readonly pod: Pick<PodSpec, 'securityContext' | 'serviceAccountName'>;
}

/** A server, and the role that connects to it. */
export interface AccessedServer {
  readonly major: number;
  /** The server's image: its psql has the right version. */
  readonly image: string;
  /** Known only during a synth. */
  readonly host: () => string;
  readonly port: number;
  /** Labels that select its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly database: string;
  /** Name of the PVC with its data. */
  readonly claimName: string;
  /** The DNS servers that resolve its host. @default - any host, on the ports of DNS */
  readonly dns?: readonly NetworkPeer[];
  /** Name of the Secret with the `username` of the role that owns the database, and its `password`. */
  readonly credentialsName: string;
}
