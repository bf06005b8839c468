import type { CapableDatabase } from './capability';
import type { ServerSpec } from './engine';
import type { ServerAccess } from './server-access';

/** A database that Jobs connect to: a `PostgresDatabase`. */
export interface TargetDatabase extends CapableDatabase {
  /** @internal */
  readonly access: ServerAccess;
  /** @internal */
  readonly spec: ServerSpec;
  /** The same database in other environments, which are filled as well. @internal */
  readonly environmentServers: readonly TargetDatabase[];
}
