import type { PostgresMajor } from './postgres-version';

/**
 * A role of the server for one purpose. The superuser creates it, and withdraws its login when nobody contributes it. Its
 * search_path is `pg_catalog`: its statements name the schema of everything else, as in `public.orders`.
 */
export interface ServerRole {
  /** Starts with `cdk8s_database_`: no application has such a role. */
  readonly name: string;
  /** PostgreSQL's predefined roles whose rights it has: `pg_monitor`. @default none */
  readonly memberOf?: readonly PredefinedRole[];
  /** True if it has the rights of the application's role. @default false */
  readonly ofApplication?: boolean;
  /**
   * `large-objects`: it reads all large objects, whoever made them, and may change them as well: PostgreSQL has no right to
   * read them all (it is the setting `lo_compat_privileges`). The others are PostgreSQL's. @default none
   */
  readonly attributes?: readonly ('bypassrls' | 'createdb' | 'large-objects' | 'replication')[];
  /**
   * `password`: over the network, with a password that role-password.sh derives from the application's, so that no Secret
   * has to hold it. `socket`: without a password, from a sidecar that runs as `nobody` of the server's image, user ID 65534.
   */
  readonly login: 'password' | 'socket';
  /**
   * The databases that it may connect to: the application's, and the one that each server has for administration.
   * @default all
   */
  readonly databases?: readonly ('application' | 'postgres')[];
}

/**
 * PostgreSQL's predefined roles, and the first major version that has each: all but pg_database_owner, which takes no
 * members, and those that read and write the server's files or run programs, and so can become the superuser.
 */
const PREDEFINED = {
  pg_checkpoint: 15,
  pg_create_subscription: 16,
  pg_maintain: 17,
  pg_monitor: 14,
  pg_read_all_data: 14,
  pg_read_all_settings: 14,
  pg_read_all_stats: 14,
  pg_signal_autovacuum_worker: 18,
  pg_signal_backend: 14,
  pg_stat_scan_tables: 14,
  pg_use_reserved_connections: 16,
  pg_write_all_data: 14,
} as const;

export type PredefinedRole = keyof typeof PREDEFINED;

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

/** What is not valid in a role of a server of that MAJOR version: one text each. */
export function roleProblems({ memberOf = [], name }: ServerRole, major: PostgresMajor): string[] {
  return [
    ...(new RegExp(`^${ROLE_PREFIX}[a-z0-9_]{1,40}$`).test(name)
      ? []
      : [
          `adds the role ${JSON.stringify(name)}; allowed: ${ROLE_PREFIX} and at most 40 of a to z, 0 to 9 and "_"`,
        ]),
    // The server would not start: it grants them before anybody is served.
    ...memberOf
      .filter((one) => PREDEFINED[one] > major)
      .map(
        (one) =>
          `makes the role ${name} a member of ${one}, which PostgreSQL has from ${PREDEFINED[one]} on, and this is ${major}; leave it out`,
      ),
  ];
}

/** Of `-` for none: the fields of a line are separated by spaces. */
function list(names: readonly string[]): string {
  return names.join(',') || '-';
}
