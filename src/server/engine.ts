import type { Construct } from 'constructs';
import type { SynthPart } from '../gitops/synth/synthesis';
import type { Contributions } from './contributions';
import type { DatabaseResources } from './database-resources';
import type { DatabaseStorage } from './database-storage';
import type { NetworkPeer } from '../kubernetes/network-peers';
import type { PostgresVersion } from './postgres-version';
import type { ServerAccess } from './server-access';
import type { ServerConfiguration } from './server-configuration';
import type { ServerTls } from './server-tls';

/** What is wanted of a server, with each default applied. */
export interface ServerSpec {
  /** The database: names and labels derive from it. */
  readonly instance: string;
  readonly version: PostgresVersion;
  readonly database: string;
  /** The application's role, unless the Secret alone knows it. */
  readonly user: string;
  /** Name of the Secret with the role's `username` and `password`. */
  readonly credentialsName: string;
  /** The user's Secret, which is not made here: its `username` is the role. */
  readonly hasOwnCredentials: boolean;
  readonly storage: DatabaseStorage & Required<Pick<DatabaseStorage, 'accessMode' | 'size'>>;
  readonly resources: Required<DatabaseResources>;
  readonly configuration: ServerConfiguration;
  readonly extensions: readonly string[];
  readonly tls: ServerTls;
  /** @default - whoever answers on a port of DNS */
  readonly dns?: readonly NetworkPeer[];
  /** The namespace that the objects name. @default - where the application is */
  readonly namespace?: string;
  /** Who may connect; known at synth only. */
  readonly clients: () => readonly NetworkPeer[];
  /** What the capabilities add; known at synth only. */
  readonly contributions: () => Contributions;
}

/** A server as an engine has made it. The steps of a synth that concern it are asked for by its database. */
export interface Server extends Pick<SynthPart, 'bind' | 'review' | 'survey'> {
  /** The Service under which applications find it. */
  readonly service: Construct & { readonly name: string; readonly port: number };
  /** How a Job of a capability reaches it. */
  readonly access: ServerAccess;
  /** The namespace that it is in; known at synth only. */
  readonly namespace: string | undefined;
}

/** A way to run PostgreSQL. */
export interface Engine {
  readonly name: string;
  /** Makes the server's objects in SCOPE. */
  createServer(scope: Construct, spec: ServerSpec): Server;
}
