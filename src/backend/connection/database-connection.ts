import type { ApplicationSecret } from './application-secret';
import type { DatabaseUrl } from '../url/database-url';
import type { DatabaseUrlProps } from '../url/database-url-props';
import type { Password } from './password';

/** What is at the other end, for those who ask whether it can be reached. */
export interface DatabaseServer {
  /** The folder of the base that is the database's own. */
  readonly folder: string;
  /** The namespace that its objects name. @default - where the application is */
  readonly namespace?: string;
  /** The labels of its pod. */
  readonly labels: Readonly<Record<string, string>>;
  readonly port: number;
  /** In a plain cdk8s app: the other namespaces in which a Secret holds the URL. */
  readonly secretNamespaces: Set<string>;
}

/** How the application reaches its database: a URL, and where the password in it comes from at synth. */
export class DatabaseConnection {
  constructor(
    readonly url: DatabaseUrl,
    readonly password: Password,
    readonly server: DatabaseServer,
    /** What it is elsewhere, by the environment's name. */
    readonly environments: ReadonlyMap<string, EnvironmentConnection> = new Map(),
  ) {}
}

/** How the application reaches its database in one environment. */
export interface EnvironmentConnection {
  /** @default - a server of which nothing is known here */
  readonly connection?: DatabaseConnection;
  /** @default - the application's Secret is the base's, with this environment's URL in it */
  readonly secret?: ApplicationSecret;
  /** Of a server that is not in the cluster, what is known of it. */
  readonly address?: Partial<Pick<DatabaseUrlProps, 'database' | 'host' | 'port' | 'user'>>;
}
