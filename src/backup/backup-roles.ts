import { ROLE_PREFIX, type ServerRole } from '../server/server-role';

/**
 * It reads everything, also rows that row-level security hides, and writes nothing. It could change large objects: the
 * setting by which it reads all of them allows that too. Rights on each of them would be late for those that an application makes
 * meanwhile.
 */
export const BACKUP_ROLE: ServerRole = {
  name: `${ROLE_PREFIX}backup`,
  attributes: ['bypassrls', 'large-objects'],
  login: 'password',
  memberOf: ['pg_read_all_data'],
  databases: ['application', 'postgres'],
};

/** It copies the server's files and receives its WAL; pg_hba.conf lets it do so. Their size is all that it reads otherwise. */
export const BASE_BACKUP_ROLE: ServerRole = {
  name: `${ROLE_PREFIX}base_backup`,
  attributes: ['replication'],
  login: 'password',
  memberOf: ['pg_read_all_stats'],
  databases: ['postgres'],
};

/** It creates a database for the application's role and renames one of its databases. It never works inside of them. */
export const RESTORE_ROLE: ServerRole = {
  name: `${ROLE_PREFIX}restore`,
  attributes: ['createdb'],
  login: 'password',
  ofApplication: true,
  databases: ['postgres'],
};
