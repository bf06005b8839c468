import type { CapableDatabase } from './capability';
import type { ServerAccess } from './server-access';

/** A database to import into: a `PostgresDatabase`. */
export interface TargetDatabase extends CapableDatabase {
  /** @internal */
  readonly access: ServerAccess;
  /** The same database in other environments, which are filled as well. @internal */
  readonly environmentServers: readonly TargetDatabase[];
}
