import { DEFAULT_ACCESS_MODE, DEFAULT_SIZE } from '../server/database-storage';
import { resourcesOf } from '../server/database-resources';
import type { ServerSpec } from '../server/engine';
import { PostgresVersion } from '../server/postgres-version';
import { ServerTls } from '../server/server-tls';
import type { PostgresDatabaseProps } from './postgres-database-props';

/** The props of a database with every default applied: neither an engine nor a capability reads props. */
export function serverSpec(
  instance: string,
  props: PostgresDatabaseProps,
  synth: Pick<
    ServerSpec,
    'clients' | 'contributions' | 'credentialsName' | 'hasOwnCredentials' | 'namespace'
  >,
): ServerSpec {
  const { version = PostgresVersion.V16, tls = ServerTls.selfSigned(), ...given } = props;
  const { database = 'app', user = 'app', configuration = {}, extensions = [] } = given;
  return {
    ...synth,
    configuration,
    database,
    extensions,
    instance,
    resources: resourcesOf(given.resources),
    storage: { accessMode: DEFAULT_ACCESS_MODE, size: DEFAULT_SIZE, ...given.storage },
    tls,
    user,
    version,
    ...(given.dns && { dns: given.dns }),
  };
}
