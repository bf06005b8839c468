import type { ClusterObject } from '../../gitops/tree/cluster-object';
import type { Repository } from '../../gitops/tree/repository';
import type { DatabaseConnection } from './database-connection';
import type { ExistingValue, PostgresqlValue } from '../url/existing-value';

/** May the value that is there be replaced, and what of it stays? */
export interface Verdict {
  /** Why it must not be replaced unasked. */
  readonly problem?: { readonly code: string; readonly message: string };
  /** The password in it, where it leads to this very database already. */
  readonly kept?: string;
}

/**
 * SQLite and placeholders make way. A URL that may lead to somebody's data does not: an empty database is not
 * what the application wants then.
 */
export function judgeExistingValue(
  value: ExistingValue,
  connection: DatabaseConnection,
  repository: Repository,
): Verdict {
  switch (value.kind) {
    case 'empty':
    case 'sqlite':
      return {};
    case 'postgresql':
      return judgePostgresql(value, connection, repository);
    case 'other':
      if (value.scheme !== undefined) return { problem: leadsElsewhere(`a database of ${value.scheme}`) };
      return value.hasPlaceholders ? FILLED_IN : {};
  }
}

function judgePostgresql(
  value: PostgresqlValue,
  connection: DatabaseConnection,
  repository: Repository,
): Verdict {
  if (value.hasPlaceholders) return FILLED_IN;
  const ours = repository.tree.nameOf(connection.url.host);
  if (value.hosts.every(({ host }) => serviceOf(host) === ours)) {
    if (!repository.managedFolders.has(repository.pathOf(connection.server.folder))) return {};
    if (value.user !== connection.url.user || value.database !== connection.url.database) {
      return { problem: renamed(value, connection) };
    }
    return value.password === undefined ? {} : { kept: value.password };
  }
  for (const { host } of value.hosts) {
    const service = serviceOf(host);
    if (service === undefined) return { problem: leadsElsewhere('a PostgreSQL outside the cluster') };
    const theirs = service === ours ? undefined : findService(service, repository);
    if (theirs !== undefined) {
      return { problem: leadsElsewhere(`the Service ${theirs.name} of ${theirs.path}`) };
    }
  }
  return {};
}

/** The server makes its database and role once: under other names there is nothing. */
function renamed(
  { user, database }: PostgresqlValue,
  { url }: DatabaseConnection,
): { code: string; message: string } {
  return {
    code: 'login-renamed',
    message: `leads to the database ${database ?? ''} as ${user ?? ''}, and main.ts now says ${url.database} as ${url.user}, which the server that is there does not have; keep the names in main.ts, or rename in the server first and set replaceDatabase: true`,
  };
}

/** The Service that a host is in the cluster; empty where there is no host, undefined for one outside. */
function serviceOf(host: string): string | undefined {
  return /^([a-z0-9_-]*)(?:\.[a-z0-9-]+\.svc(?:\.cluster\.local)?\.?|\.svc)?$/i.exec(host)?.[1];
}

/** One that the user wrote, or that a database of an earlier synth has: either may be where the data is. */
function findService(service: string, repository: Repository): ClusterObject | undefined {
  return [...repository.objects, ...repository.managedServices].find(
    ({ kind, name }) => kind === 'Service' && (name === service || repository.tree.nameOf(name) === service),
  );
}

/** The value is another's to set. */
export const FILLED_IN: Verdict = {
  problem: {
    code: 'value-filled-in',
    message:
      'holds a value that something else fills in (Flux, envsubst, Helm, a secret store); set it there, or put a plain value here first',
  },
};

function leadsElsewhere(where: string): { code: string; message: string } {
  return {
    code: 'leads-elsewhere',
    message: `leads to ${where}, which may hold data that the new database does not; move the data, then set replaceDatabase: true for BackendSecret in main.ts`,
  };
}
