import { fromBase64 } from '../../text/base64';
import { listAt, mappingAt, textAt, type Mapping } from '../../text/mapping';
import { Refusal } from '../../text/refusal';
import type { ServerSpec } from '../../server/engine';
import { credentialsName } from './database-credentials';
import type { ObjectChange } from '../../gitops/plan/object-change';

/**
 * A server creates its database and role only once. With other names it would be ready, but without the data. PATH: the
 * folder of its objects. @throws Refusal if they had other names before
 */
export function refuseRenamed(
  changes: readonly ObjectChange[],
  path: string,
  { database, instance, user }: Pick<ServerSpec, 'database' | 'instance' | 'user'>,
): void {
  const there = { database, user, ...loginBefore(changes, instance) };
  if (there.database === database && there.user === user) return;
  throw Refusal.of(
    'login-renamed',
    path,
    `has the database ${there.database} of ${there.user}, but main.ts now has ${database} of ${user}, which the existing server does not have; keep the names, or rename them in the server first and give --force`,
  );
}

/** The committed login, if its objects change. */
function loginBefore(
  changes: readonly ObjectChange[],
  instance: string,
): { database?: string; user?: string } {
  // A capability may have a Secret of its own in the folder.
  const before = (wanted: string, named: string): Mapping | undefined =>
    changes.find(({ kind, name }) => kind === wanted && name === named)?.before;
  const [server] = listAt(
    mappingAt(before('StatefulSet', instance), 'spec', 'template', 'spec'),
    'containers',
  );
  const variable = listAt(server, 'env').find((one) => textAt(one, 'name') === 'PGDATABASE');
  const database = textAt(variable, 'value');
  const username = textAt(mappingAt(before('Secret', credentialsName(instance)), 'data'), 'username');
  return {
    ...(database !== undefined && { database }),
    ...(username !== undefined && { user: fromBase64(username) }),
  };
}
