import type { Construct } from 'constructs';
import type { SynthPart } from '../gitops/synth/synthesis';
import type { Contribution } from './capability';
import type { Contributions } from './contributions';
import type { DatabaseResources } from './database-resources';
import type { DatabaseStorage } from './database-storage';
import type { NetworkPeer } from '../kubernetes/network-peers';
import type { PostgresVersion } from './postgres-version';
import type { ServerAccess } from './server-access';
import type { ServerConfiguration } from './server-configuration';
import type { ServerTls } from './server-tls';

/** What a server must be, with each default applied. */
export interface ServerSpec {
  /** The database: names and labels derive from it. */
  readonly instance: string;
  readonly version: PostgresVersion;
  readonly database: string;
  /** The application's role, unless only the Secret names it. */
  readonly user: string;
  /** Name of the Secret with the role's `username` and `password`. */
  readonly credentialsName: string;
  /** The Secret is the user's and not created here: its `username` is the role. */
  readonly hasOwnCredentials: boolean;
  readonly storage: DatabaseStorage & Required<Pick<DatabaseStorage, 'accessMode' | 'size'>>;
  readonly resources: Required<DatabaseResources>;
  readonly configuration: ServerConfiguration;
  readonly extensions: readonly string[];
  readonly tls: ServerTls;
  /** @default - any host, on the ports of DNS */
  readonly dns?: readonly NetworkPeer[];
  /** The namespace in the objects. @default - the application's */
  readonly namespace?: string;
  /** Who may connect; known only during a synth. */
  readonly clients: () => readonly NetworkPeer[];
  /** What the capabilities add; known only during a synth. */
  readonly contributions: () => Contributions;
}

/** A server that an engine created. Its database calls the steps of a synth that concern it. */
export interface Server extends Pick<SynthPart, 'review' | 'survey' | 'verify'> {
  /** The Service that applications connect to. */
  readonly service: Construct & { readonly name: string; readonly port: number };
  /** Its objects, each as the default child of its construct. */
  readonly config: Construct;
  readonly networkPolicy: Construct;
  readonly statefulSet: Construct;
  readonly volumeClaim: Construct;
  /** What the server itself has: capabilities may not use these names again. */
  readonly parts: Contribution;
  /** How a capability's Job connects to it. */
  readonly access: ServerAccess;
  /** Its namespace; known only during a synth. */
  readonly namespace: string | undefined;
}

/** A way to run PostgreSQL. */
export interface Engine {
  /** Creates the server's objects in SCOPE. */
  createServer(scope: Construct, spec: ServerSpec): Server;
}
