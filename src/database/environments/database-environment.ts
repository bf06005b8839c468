import type { ApplicationSecret } from '../../backend/connection/application-secret';
import type { Password } from '../../backend/connection/password';
import { DOTENV_FILE } from './write-dotenv';
import { isOnlyInCluster, placesOutside } from '../../backup/postgres-backup';
import type { PostgresBackupProps } from '../../backup/postgres-backup-props';
import { sharesPlaceWith } from '../../backup/store/same-place';
import type { Notice } from '../../text/refusal';
import type { NetworkPeer } from '../../kubernetes/network-peers';
import type { PostgresMonitoringProps } from '../../monitoring/postgres-monitoring-props';
import type { PostgresSnapshotsProps } from '../../snapshots/postgres-snapshots-props';
import type { DatabaseStorage } from '../../server/database-storage';
import type { DatabaseResources } from '../../server/database-resources';
import type { ServerTls } from '../../server/server-tls';

/**
 * What one environment has otherwise: an overlay of the base. PostgreSQL's version, its configuration, the
 * extensions and the schema are the same everywhere.
 */
export interface DatabaseEnvironment {
  /** The name of the database. @default - the base's */
  readonly database?: string;
  /** The name of the application's role. @default - the base's */
  readonly user?: string;
  /** Of the server in the cluster; that of a laptop is its own. @default - the base's, and so the same value */
  readonly password?: Password;
  /** What is not said is as in the base. @default - the base's */
  readonly storage?: DatabaseStorage;
  /** What is not said is as in the base. @default - the base's */
  readonly resources?: DatabaseResources;
  /** What is not said is as in the base; `none` for no monitoring. @default - the base's */
  readonly monitoring?: PostgresMonitoringProps | 'none';
  /** What is not said is as in the base; `none` for no snapshots. @default - the base's */
  readonly snapshots?: PostgresSnapshotsProps | 'none';
  /** Where the server's certificate comes from. @default - the base's */
  readonly tls?: ServerTls;
  /** Pods that may connect besides those that read the URL. @default - the base's */
  readonly clients?: readonly NetworkPeer[];
  /**
   * Where the application has its URL from. Needed where no file may hold the password: one that is in a Secret of the
   * cluster's, a managed database, production.
   * @default - the base's Secret, with the environment's URL in it
   */
  readonly secret?: ApplicationSecret;
  /** It runs on a developer's machine as well: a service of the repository's compose file. @default - it does not */
  readonly compose?: ComposeService;
  /**
   * The .env file that the application reads there. Where no file may hold the URL, it refers to variables.
   * @default - where it runs on a laptop, `.env.<name>`; else none
   */
  readonly dotenv?: DotenvFile;
  /** What is not said is as in the base; `none` for no backups. @default - the base's */
  readonly backup?: PostgresBackupProps | 'none';
  /** A server outside of the cluster: the environment has none of its own. @default - the base's server, in the cluster */
  readonly managed?: ManagedServer;
}

export interface ComposeService {
  /** Its name, and so the host under which other containers find the server, on 5432. */
  readonly service: string;
  /** The port of the machine under which programs outside of containers find it, on `localhost`. @default - none */
  readonly port?: number;
}

export interface DotenvFile {
  /** Relative to the repository. @default - `.env.<name>` */
  readonly file?: string;
  /** The variable with the URL. @default - the key of the application's Secret */
  readonly key?: string;
  /** What else the application reads, for example `{ DEBUG: 'true' }`. @default - nothing */
  readonly variables?: Readonly<Record<string, string>>;
}

/** A PostgreSQL that somebody else runs. */
export interface ManagedServer {
  /** Where it is, for those who read the list of environments. @default - what the URL in the Secret says */
  readonly host?: string;
  /** Its TCP port, 1 to 65535. @default 5432 */
  readonly port?: number;
}

/** The props of capabilities that an environment may have otherwise, or not at all. */
interface CapabilityProps {
  readonly backup?: PostgresBackupProps;
  readonly monitoring?: PostgresMonitoringProps;
  readonly snapshots?: PostgresSnapshotsProps;
}
const CAPABILITIES = [
  'backup',
  'monitoring',
  'snapshots',
] as const satisfies readonly (keyof CapabilityProps)[];

/** The base's props with the environment's overrides. */
export function inEnvironment<
  P extends Omit<DatabaseEnvironment, 'compose' | 'dotenv' | 'managed' | 'secret' | keyof CapabilityProps> &
    CapabilityProps,
>(base: P, environment: DatabaseEnvironment): P {
  const ofBase = Object.entries(base).filter(([name]) => !isCapability(name));
  const said = Object.entries(environment as object).filter(
    ([name, value]) => value !== undefined && !OF_APPLICATION.has(name) && !isCapability(name),
  );
  const capabilities = CAPABILITIES.flatMap((name) => {
    const given = environment[name];
    const usual = base[name];
    return given === 'none' || (given ?? usual) === undefined ? [] : [[name, { ...usual, ...given }]];
  });
  return {
    ...(Object.fromEntries([...ofBase, ...said, ...capabilities]) as P),
    storage: { ...base.storage, ...environment.storage },
    resources: { ...base.resources, ...environment.resources },
  };
}

function isCapability(name: string): boolean {
  return CAPABILITIES.some((one) => one === name);
}

/** The problems of a database's environments. */
export function environmentProblems(
  id: string,
  {
    backup: usualBackup,
    environments = {},
    password: usual,
  }: {
    readonly backup?: PostgresBackupProps;
    readonly environments?: Readonly<Record<string, DatabaseEnvironment>>;
    readonly password?: Password;
  },
): Notice[] {
  const places = new Map(
    Object.entries(environments).map(([name, { backup, managed }]) => [
      name,
      managed !== undefined || backup === 'none' ? [] : placesOutside(id, { ...usualBackup, ...backup }),
    ]),
  );
  return Object.entries(environments).flatMap(([name, environment]) => {
    const sharing = sharesPlaceWith(places, name);
    const path = `${id}.environments.${name}`;
    const say = (message: string): Notice => ({ code: 'environment', path, message });
    const { backup, compose, dotenv, managed, password, secret } = environment;
    const given = Object.keys(environment);
    const ofServer = given.filter((key) => OF_SERVER.has(key));
    const isWritten = secret === undefined;
    const inCluster = password ?? usual;
    const isProduction = /(?:^|[^a-z])prod/.test(name);
    return [
      name === 'base' && 'has the name of the base itself; give it another name',
      compose !== undefined &&
        (secret !== undefined || managed !== undefined || password?.secretName !== undefined) &&
        'has compose, which needs a password in its .env file; leave out compose, or leave out secret, managed and the password’s Secret',
      compose !== undefined &&
        !/^[a-z0-9][a-z0-9_-]{0,61}$/.test(compose.service) &&
        `"${compose.service}" is not a valid service name; allowed: a-z, 0-9, "_" and "-", at most 62 characters`,
      compose?.port !== undefined &&
        !(Number.isInteger(compose.port) && compose.port > 0 && compose.port < 65_536) &&
        `compose.port ${compose.port} is not a valid port; allowed: 1 to 65535`,
      dotenv !== undefined &&
        compose === undefined &&
        isWritten &&
        'has dotenv, but neither compose nor secret; give compose to run it on a laptop, or secret if the URL is in a Secret',
      dotenv?.file !== undefined &&
        !DOTENV_FILE.test(dotenv.file) &&
        `dotenv.file is "${dotenv.file}"; allowed: a file in the repository whose name starts with .env, for example backend/.env.test`,
      dotenv?.key !== undefined &&
        !/^[A-Za-z_][A-Za-z0-9_]*$/.test(dotenv.key) &&
        `"${dotenv.key}" is not a valid variable name; allowed: letters, digits and "_", not starting with a digit`,
      managed !== undefined &&
        ofServer.length > 0 &&
        `has managed and ${ofServer.join(', ')}, but only a server in the cluster has ${ofServer.join(', ')}; leave out either`,
      isWritten &&
        (managed !== undefined || inCluster?.secretName !== undefined || isProduction) &&
        'has no secret, but its URL must not be in a file; give secret: ApplicationSecret.inCluster() or ApplicationSecret.external({ store, key })',
      isProduction &&
        managed === undefined &&
        backup !== 'none' &&
        (backup ?? usualBackup) !== undefined &&
        isOnlyInCluster({ ...usualBackup, ...backup }) &&
        'has its backups in the cluster alone, and they are lost with it; give backup: { to: BackupStore.s3({ … }) } or nfs, or onlyInCluster: true if that is meant',
      sharing !== undefined &&
        `has its backups in the same place as ${sharing}, so each would remove the other’s, and restore them as its own; give each a bucket, a prefix or a folder of its own, or backup: 'none'`,
      isProduction &&
        managed === undefined &&
        inCluster?.secretName === undefined &&
        'would have its password in a file; give password: Password.fromSecret(name of a Secret in the cluster)',
    ]
      .filter((message) => message !== false)
      .map(say);
  });
}

/** The props of a server in the cluster. */
const OF_SERVER: ReadonlySet<string> = new Set([
  'backup',
  'clients',
  'monitoring',
  'resources',
  'snapshots',
  'storage',
  'tls',
]);
/** Of what connects: the server's own props have none of them. */
const OF_APPLICATION: ReadonlySet<string> = new Set(['compose', 'dotenv', 'managed', 'secret']);
