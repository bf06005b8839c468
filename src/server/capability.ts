import { Construct, type IConstruct } from 'constructs';
import type { ComposePart } from '../gitops/synth/compose-part';
import { Refusal } from '../text/refusal';
import type { Alert } from './alert';
import type { ComposeServer } from './compose-server';
import type { SettingValue } from './given-setting';
import type { NetworkPeer } from '../kubernetes/network-peers';
import type { ServerRole } from './server-role';

/**
 * A container beside or before the server, with the fields of Kubernetes. The engine sets its security context and
 * imagePullPolicy.
 */
export interface PodContainer {
  readonly name: string;
  readonly image: string;
  /** The ID of its user, not 0: in the volume `run`, whom the server takes it for. @default - the server's own user */
  readonly runAsUser?: number;
  readonly [field: string]: unknown;
}

/** A volume of the pod, with the fields of Kubernetes. */
export interface PodVolume {
  readonly name: string;
  readonly [source: string]: unknown;
}

export interface PodVolumeMount {
  /** Of the volume. */
  readonly name: string;
  readonly mountPath: string;
  /** @default false */
  readonly readOnly?: boolean;
}

/** Connections that a NetworkPolicy allows. */
export interface NetworkRule {
  readonly peers: readonly NetworkPeer[];
  /** A TCP port. */
  readonly port: number;
}

/** What a capability adds to a server: data, which the engine renders. */
export interface Contribution {
  /** Lines of postgresql.conf. Those of the user override them; two capabilities must agree. @default none */
  readonly settings?: Readonly<Record<string, SettingValue>>;
  /** Those that a laptop's server does not get: no volume of a capability is there. @default none */
  readonly clusterSettings?: Readonly<Record<string, SettingValue>>;
  /** Libraries for shared_preload_libraries. @default none */
  readonly preload?: readonly string[];
  /** Files beside the server's in /etc/postgresql; a change does not restart the pod. @default none */
  readonly files?: Readonly<Record<string, string>>;
  /** Containers that run one after another before the server starts. @default none */
  readonly initContainers?: readonly PodContainer[];
  /** Containers that run beside the server. @default none */
  readonly sidecars?: readonly PodContainer[];
  /** Volumes of the pod, for the containers above. @default none */
  readonly volumes?: readonly PodVolume[];
  /** Mounts of those volumes in the server's container. @default none */
  readonly volumeMounts?: readonly PodVolumeMount[];
  /** Annotations of the pod: a change restarts it. @default none */
  readonly podAnnotations?: Readonly<Record<string, string>>;
  /** Pods that may connect to the server. @default none */
  readonly clients?: readonly NetworkPeer[];
  /** Connections that the pod accepts besides, for example on a sidecar's port. @default nobody */
  readonly ingress?: readonly NetworkRule[];
  /** Connections that the pod may open besides DNS. @default nowhere */
  readonly egress?: readonly NetworkRule[];
  /** Roles that the server has besides the application's. @default none */
  readonly roles?: readonly ServerRole[];
  /** The migration that must be applied before all tables exist. @default none */
  readonly lastMigration?: string | undefined;
  /** Rules of Prometheus, rendered if the database is monitored. @default none */
  readonly alerts?: readonly Alert[];
  /** The same on a laptop, as services of the compose file. @default none */
  readonly compose?: (server: ComposeServer) => Omit<ComposePart, 'name'>;
}

const CAPABILITY = Symbol.for('cdk8s-database.Capability');

/** A database that capabilities can be added to. */
export interface CapableDatabase extends Construct {
  /** The same database in the environments that have a server of their own. @internal */
  readonly environmentServers: readonly CapableDatabase[];
}

/**
 * What a database can do beyond serving queries: a child construct of the database, with its own objects and a
 * contribution to the server. A subclass takes (database, id, props): with them it is created in each environment too.
 */
export abstract class Capability<D extends CapableDatabase = CapableDatabase> extends Construct {
  constructor(database: D, id: string, props?: unknown) {
    // Also of a program that nobody type-checks.
    if ((database as Partial<CapableDatabase>).environmentServers === undefined) {
      throw Refusal.of(
        'wrong-type',
        id,
        'is a capability, and its scope is not a PostgresDatabase; give it the database',
      );
    }
    super(database, id);
    Object.defineProperty(this, CAPABILITY, { value: true });
    const same = new.target as unknown as new (
      database: CapableDatabase,
      id: string,
      props: unknown,
    ) => unknown;
    for (const other of database.environmentServers) new same(other, id, props);
  }

  /** Called several times in a synth: it returns data and creates nothing. */
  abstract contribute(): Contribution;
}

export function isCapability(construct: IConstruct): construct is Capability {
  return CAPABILITY in construct;
}
