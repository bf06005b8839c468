import type { ApplicationSecret } from './application-secret';
import type { DatabaseUrl } from '../url/database-url';
import type { DatabaseUrlProps } from '../url/database-url-props';
import type { Password } from './password';

/** The server of a connection, for checks whether the application can reach it. */
export interface DatabaseServer {
  /** The database's folder in the base. */
  readonly folder: string;
  /** The namespace in its objects. @default - the application's namespace */
  readonly namespace?: string;
  /** The Secret with its login. */
  readonly credentialsName: string;
  /** The labels of its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** In a plain cdk8s app: the other namespaces in which a Secret holds the URL. */
  readonly secretNamespaces: Set<string>;
}

/** An application's connection to its database: a URL, and the source of its password at synth. */
export class DatabaseConnection {
  constructor(
    readonly url: DatabaseUrl,
    readonly password: Password,
    readonly server: DatabaseServer,
    /** The connections in other environments, by the environment's name. */
    readonly environments: ReadonlyMap<string, EnvironmentConnection> = new Map(),
  ) {}
}

/** An application's connection to its database in one environment. */
export interface EnvironmentConnection {
  /** @default - a server that this tool does not manage */
  readonly connection?: DatabaseConnection;
  /** @default - the base's Secret with this environment's URL */
  readonly secret?: ApplicationSecret;
  /** The known parts of the address of a server outside of the cluster. */
  readonly address?: Partial<Pick<DatabaseUrlProps, 'database' | 'host' | 'port' | 'user'>>;
}
