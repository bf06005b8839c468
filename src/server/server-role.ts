/** A role of the server for one purpose. The superuser creates it, and withdraws its login when nobody contributes it. */
export interface ServerRole {
  /** Starts with `cdk8s_database_`: no application has such a role. */
  readonly name: string;
  /** PostgreSQL's predefined roles whose rights it has: `pg_monitor`. @default none */
  readonly memberOf?: readonly `pg_${string}`[];
  /** True if it has the rights of the application's role. @default false */
  readonly ofApplication?: boolean;
  /** @default none */
  readonly attributes?: readonly ('bypassrls' | 'createdb' | 'replication')[];
  /**
   * `password`: over the network, with a password that role-password.sh derives from the application's, so that no Secret
   * has to hold it. `socket`: without a password, from a sidecar that runs as `nobody` of the server's image, user ID 65534.
   */
  readonly login: 'password' | 'socket';
  /**
   * The databases that it may connect to over the network: the application's, and the one that each server has for
   * administration. @default all
   */
  readonly databases?: readonly ('application' | 'postgres')[];
}

export const ROLE_PREFIX = 'cdk8s_database_';

const APPLICATION = '@application';

/** The files by which the server learns of ROLES; none for none. */
export function roleFiles(roles: readonly ServerRole[], passwordScript: string): Record<string, string> {
  if (roles.length === 0) return {};
  const lines = roles.map(({ attributes = [], login, memberOf = [], name, ofApplication = false }) =>
    [name, login, list(attributes), list([...memberOf, ...(ofApplication ? [APPLICATION] : [])])].join(' '),
  );
  return {
    roles: lines.map((line) => `${line}\n`).join(''),
    ...(roles.some(({ login }) => login === 'password') && { 'role-password.sh': passwordScript }),
  };
}

/** Of `-` for none: the fields of a line are separated by spaces. */
function list(names: readonly string[]): string {
  return names.join(',') || '-';
}
