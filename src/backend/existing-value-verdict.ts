import type { Repository } from '../gitops/repository';
import type { DatabaseConnection } from './database-connection';
import type { ExistingValue, PostgresqlValue } from './existing-value';

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
      if (value.hasPlaceholders) return { problem: filledIn };
      return value.scheme === undefined ? {} : { problem: leadsElsewhere(`a database of ${value.scheme}`) };
  }
}

function judgePostgresql(
  value: PostgresqlValue,
  { url, server }: DatabaseConnection,
  repository: Repository,
): Verdict {
  const service = value.host.replace(/\.svc(\.cluster\.local)?\.?$/, '').split('.')[0] ?? '';
  const inCluster = /^[^.]+$/.test(value.host) || /\.svc(\.cluster\.local)?\.?$/.test(value.host);
  if (value.hasPlaceholders) return { problem: filledIn };

  if (inCluster && service === repository.tree.nameOf(url.host)) {
    // Before the folder is ours, a URL that looks like ours is the placeholder of somebody's example.
    const isOurs =
      repository.ownedFolders.includes(`${repository.base}/${server.folder}`) &&
      value.user === url.user &&
      value.database === url.database;
    return isOurs && value.password !== undefined ? { kept: value.password } : {};
  }
  const theirs = repository.objects.find(
    ({ kind, name }) => kind === 'Service' && (name === service || repository.tree.nameOf(name) === service),
  );
  if (inCluster && theirs !== undefined) {
    return { problem: leadsElsewhere(`the Service ${theirs.name} of ${theirs.path}`) };
  }
  return inCluster ? {} : { problem: leadsElsewhere('a PostgreSQL outside the cluster') };
}

const filledIn = {
  code: 'value-filled-in',
  message:
    'holds a value that something else fills in (Flux, envsubst, Helm); set it there, or put a plain value here first',
};

function leadsElsewhere(where: string): { code: string; message: string } {
  return {
    code: 'leads-elsewhere',
    message: `leads to ${where}, which may hold data that the new database does not; move the data, then set replaceDatabase: true for BackendSecret in main.ts`,
  };
}
