import type { ApplicationSecret } from '../backend/application-secret';
import { Password, PASSWORD_VARIABLE } from '../backend/password';
import { isMapping } from '../gitops/cluster-object';
import { escapes } from '../gitops/paths';
import type { Notice } from '../gitops/refusal';
import type { DatabaseClient } from './database-network-policy';
import type { DatabaseStorage } from './database-volume-claim';
import type { DatabaseResources } from './postgres-stateful-set';
import type { ServerTls } from './server-tls';

/**
 * What one environment has otherwise: an overlay of the base. PostgreSQL's version, its configuration and the schema
 * are the same everywhere.
 */
export interface DatabaseEnvironment {
  /** @default - the base's */
  readonly database?: string;
  /** @default - the base's */
  readonly user?: string;
  /** @default - the base's, and so the same value; where it runs on a laptop, of `<NAME>_POSTGRES_PASSWORD` or made once */
  readonly password?: Password;
  /** What is not said is as in the base. @default - the base's */
  readonly storage?: DatabaseStorage;
  /** What is not said is as in the base. @default - the base's */
  readonly resources?: DatabaseResources;
  /** @default - the base's */
  readonly tls?: ServerTls;
  /** @default - the base's */
  readonly clients?: readonly DatabaseClient[];
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
  /** @default 5432 */
  readonly port?: number;
}

/** What an environment has, where it says nothing of it, is the base's. */
export function inEnvironment<
  P extends Omit<DatabaseEnvironment, 'compose' | 'dotenv' | 'managed' | 'secret'>,
>(base: P, name: string, environment: DatabaseEnvironment): P {
  const variable = `${name.toUpperCase().replaceAll('-', '_')}_${PASSWORD_VARIABLE}`;
  return {
    ...base,
    // What is on a laptop opens nothing else.
    ...(environment.compose && { password: Password.fromEnvironment(variable) }),
    ...environment,
    storage: { ...base.storage, ...environment.storage },
    resources: { ...base.resources, ...environment.resources },
  };
}

/** What is wrong with the environments of a database, by their names. */
export function environmentProblems(
  id: string,
  environments: Readonly<Record<string, DatabaseEnvironment>>,
): Notice[] {
  return Object.entries(environments).flatMap(([name, environment]) => {
    const say = (message: string): Notice => ({
      code: 'environment',
      path: `${id}.environments.${name}`,
      message,
    });
    if (!isMapping(environment)) return [say('is not of the form { storage: { storageClass: "standard" } }')];
    const { compose, dotenv, managed, password, secret } = environment as DatabaseEnvironment;
    const given = Object.keys(environment);
    const unknown = given.filter((key) => !KNOWN.has(key));
    const ofServer = given.filter((key) => OF_SERVER.has(key));
    const isWritten = secret === undefined;
    return [
      compose !== undefined &&
        (secret !== undefined || managed !== undefined || password?.secretName !== undefined) &&
        'runs on a laptop by its compose, and has its password elsewhere; leave out compose, or secret, managed and the password’s Secret',
      compose !== undefined &&
        !/^[a-z0-9][a-z0-9_-]{0,61}$/.test(compose.service) &&
        `"${compose.service}" cannot name a service; allowed: a to z, 0 to 9, "_" and "-", 62 characters at the most`,
      compose?.port !== undefined &&
        !(Number.isInteger(compose.port) && compose.port > 0 && compose.port < 65_536) &&
        `compose.port ${compose.port} is none; allowed: 1 to 65535`,
      dotenv !== undefined &&
        compose === undefined &&
        secret === undefined &&
        'has a .env file and does not run on a laptop; give compose, or secret where the URL comes from elsewhere',
      dotenv?.file !== undefined &&
        escapes(dotenv.file) &&
        `dotenv.file ${dotenv.file} leads out of the repository; give a file in it`,
      dotenv?.key !== undefined &&
        !/^[A-Za-z_][A-Za-z0-9_]*$/.test(dotenv.key) &&
        `"${dotenv.key}" cannot name a variable; allowed: letters, digits and "_", from a letter on`,
      unknown.length > 0 &&
        `says ${unknown.join(', ')}, which no environment has; allowed: ${[...KNOWN].join(', ')}; the version, the configuration and the schema are the same everywhere`,
      managed !== undefined &&
        ofServer.length > 0 &&
        `is managed and says ${ofServer.join(', ')}, which are of a server in the cluster; leave them out`,
      isWritten &&
        (managed !== undefined || password?.secretName !== undefined || name.startsWith('prod')) &&
        'has no secret, and its URL must not be written; give secret: ApplicationSecret.inCluster() or ApplicationSecret.external({ store, key })',
      name.startsWith('prod') &&
        managed === undefined &&
        password?.secretName === undefined &&
        'would run with the password that the base has in its files; give password: Password.fromSecret(name of a Secret in the cluster)',
    ]
      .filter((message) => message !== false)
      .map(say);
  });
}

/** Of a server in the cluster. */
const OF_SERVER: ReadonlySet<string> = new Set(['storage', 'resources', 'tls', 'clients']);
const KNOWN: ReadonlySet<string> = new Set([
  ...OF_SERVER,
  ...['compose', 'database', 'dotenv', 'managed', 'password', 'secret', 'user'],
]);
