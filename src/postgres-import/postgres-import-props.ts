import type { Size } from 'cdk8s';
import type { SecretKey } from '../kubernetes/secret-key';

/** A database of a PostgreSQL server that runs already, and a role that may read all of it. */
export interface PostgresSource {
  /** Its Service, `postgres` or `postgres.other-namespace.svc`, or any host name. */
  readonly host: string;
  /** Its TCP port. @default 5432 */
  readonly port?: number;
  /** The database on that server. */
  readonly database: string;
  /** The role: the owner of its tables, or a superuser, of whose rights nothing but reading is used. */
  readonly user: string;
  /** Where the role's password is. */
  readonly password: SecretKey;
  /**
   * With `prefer`, a server without TLS is taken as well; `verify-full` checks its certificate by `ca`.
   * @default - `prefer` for a Service, `require` for any other host
   */
  readonly tls?: 'prefer' | 'require' | 'verify-full';
  /** The certificate of the authority, for `verify-full`. @default - none */
  readonly ca?: SecretKey;
}

export interface PostgresImportProps {
  /** The server that is there already. It is only read. */
  readonly from: PostgresSource;
  /**
   * The new database may hold something: what the application's role owns there is dropped, in the same transaction.
   * @default false
   */
  readonly replace?: boolean;
  /**
   * Space on the node for the dump and for sorting the rows of the largest table, both compressed: as much as the old
   * database's tables take. @default - 2 GiB
   */
  readonly scratch?: Size;
}
