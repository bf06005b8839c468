import type { ClusterObject } from '../../gitops/tree/cluster-object';
import type { Repository } from '../../gitops/tree/repository';
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
 * SQLite and placeholders may be replaced. A URL that may point to data must not be: the application would find an empty
 * database.
 */
export function checkExistingValue(
  value: ExistingValue,
  connection: DatabaseConnection,
  repository: Repository,
): ExistingValueCheck {
  switch (value.kind) {
    case 'empty':
    case 'sqlite':
      return {};
    case 'postgresql':
      return checkPostgresql(value, connection, repository);
    case 'other':
      if (value.scheme !== undefined) return { problem: otherDatabase(`a ${value.scheme} database`) };
      return value.hasPlaceholders ? FILLED_IN : {};
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
  for (const { host } of value.hosts) {
    const service = serviceOf(host);
    if (service === undefined) return { problem: otherDatabase('a PostgreSQL outside the cluster') };
    const other = service === own ? undefined : findService(service, repository);
    if (other !== undefined) {
      return { problem: otherDatabase(`the Service ${other.name} of ${other.path}`) };
    }
  }
  return {};
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

function otherDatabase(database: string): Omit<Notice, 'path'> {
  return {
    code: 'leads-elsewhere',
    message: `points to ${database}, which may have data that the new database does not have; move the data, then set replaceDatabase: true for BackendSecret in main.ts`,
  };
}
