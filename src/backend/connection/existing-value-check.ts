import { describeAddress } from '../../text/address/address';
import { textAt } from '../../text/mapping';
import { containersOf, workloadsOf } from '../../gitops/tree/workload';
import type { ClusterObject } from '../../gitops/tree/cluster-object';
import type { Repository } from '../../gitops/tree/repository';
import { isPooler } from '../environment/pooler';
import type { DatabaseConnection } from './database-connection';
import type { ExistingValue, PostgresqlValue } from '../url/existing-value';
import type { Notice } from '../../text/refusal';

/** Whether a key's existing value may be replaced. */
export interface ExistingValueCheck {
  /** Why it must not be replaced without replaceDatabase. */
  readonly problem?: Omit<Notice, 'path'>;
  /** Its password, if it points to this database already. */
  readonly kept?: string;
}

/**
 * Only a value that is known to hold nothing may be replaced: an empty one, SQLite's, a placeholder, a URL of this very
 * database. Any other may be the only trace of somebody's data, or no address at all.
 */
export function checkExistingValue(
  value: ExistingValue,
  connection: DatabaseConnection,
  repository: Repository,
): ExistingValueCheck {
  switch (value.kind) {
    case 'empty':
    case 'placeholder':
    case 'sqlite':
    case 'embedded':
      return {};
    case 'postgresql':
      return checkPostgresql(value, connection, repository);
    case 'other':
      if (value.hasPlaceholders) return FILLED_IN;
      return {
        problem: value.address === undefined ? NOT_KNOWN : otherDatabase(describeAddress(value.address)),
      };
  }
}

function checkPostgresql(
  value: PostgresqlValue,
  connection: DatabaseConnection,
  repository: Repository,
): ExistingValueCheck {
  if (value.hasPlaceholders) return FILLED_IN;
  const own = repository.tree.nameOf(connection.url.host);
  if (value.hosts.every(({ host }) => serviceOf(host) === own)) {
    if (!repository.managedFolders.has(repository.pathOf(connection.server.folder))) return {};
    if (value.user !== connection.url.user || value.database !== connection.url.database) {
      return { problem: renamed(value, connection) };
    }
    return value.password === undefined ? {} : { kept: value.password };
  }
  const shown = value.address?.host === undefined ? '' : ` at ${value.address.host}`;
  for (const { host } of value.hosts) {
    if (LOOPBACK.has(host)) {
      const beside = proxyIn(repository);
      if (beside === undefined) continue;
      return { problem: otherDatabase(`what ${beside} connects to`, GUIDE) };
    }
    const service = serviceOf(host);
    if (service === undefined)
      return { problem: otherDatabase(`a PostgreSQL outside the cluster${shown}`, GUIDE) };
    const other = service === own ? undefined : findService(service, repository);
    if (other !== undefined) {
      return { problem: otherDatabase(`the Service ${other.name} of ${other.path}`, GUIDE) };
    }
    if (host.includes('.') && service !== own) {
      return {
        problem: otherDatabase(`a PostgreSQL in the cluster that is not in this base${shown}`, GUIDE),
      };
    }
  }
  return {};
}

const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1']);

/** A container beside the application, where `localhost` is not the guide's dummy. */
function proxyIn(repository: Repository): string | undefined {
  const workloads = repository.memoize(workloadsOf, () => workloadsOf(repository.objects));
  for (const workload of workloads) {
    const found = containersOf(workload).find((one) => isPooler(textAt(one, 'image')));
    if (found !== undefined) {
      return `the container ${textAt(found, 'name') ?? ''} of ${workload.object.path}`;
    }
  }
  return undefined;
}

/** The server creates its database and role only once: under other names there is no data. */
function renamed({ user, database }: PostgresqlValue, { url }: DatabaseConnection): Omit<Notice, 'path'> {
  return {
    code: 'login-renamed',
    message: `points to the database ${database ?? ''} as ${user ?? ''}, but main.ts now has ${url.database} as ${url.user}, which the existing server does not have; keep the names in main.ts, or rename them in the server first and set replaceDatabase: true`,
  };
}

/** The Service's name in a host; empty without a host, undefined for a host outside of the cluster. */
function serviceOf(host: string): string | undefined {
  return /^([a-z0-9_-]*)(?:\.[a-z0-9-]+\.svc(?:\.cluster\.local)?\.?|\.svc)?$/i.exec(host)?.[1];
}

/** A Service of the user or of another managed database: either may have the data. */
function findService(service: string, repository: Repository): ClusterObject | undefined {
  return [...repository.objects, ...repository.managedServices].find(
    ({ kind, name }) => kind === 'Service' && (name === service || repository.tree.nameOf(name) === service),
  );
}

/** Another tool sets the value. */
export const FILLED_IN: ExistingValueCheck = {
  problem: {
    code: 'value-filled-in',
    message:
      'has a value that another tool fills in (Flux, envsubst, Helm, a secret store); set it there, or write a plain value here first',
  },
};

const NOT_KNOWN: Omit<Notice, 'path'> = {
  code: 'value-not-known',
  message: `has a value that is neither empty nor an address nor a placeholder such as "changeme", so it may be a password or the only trace of a database; empty it, or set replaceDatabase: true in main.ts to overwrite it`,
};

/** How a PostgreSQL's data is moved. */
const GUIDE = ' (docs/from-postgresql.md)';

function otherDatabase(database: string, how = ''): Omit<Notice, 'path'> {
  return {
    code: 'leads-elsewhere',
    message: `points to ${database}, which may have data that the new database does not have; move the data${how}, then set replaceDatabase: true in main.ts`,
  };
}
