import { ROLE_PREFIX, type ServerRole } from '../server/server-role';

/** It reads everything, also rows that row-level security hides, and changes nothing. */
export const BACKUP_ROLE: ServerRole = {
  name: `${ROLE_PREFIX}backup`,
  attributes: ['bypassrls'],
  login: 'password',
  memberOf: ['pg_read_all_data'],
  databases: ['application', 'postgres'],
};

/** It creates a database for the application's role and renames one of its databases. It never works inside of them. */
export const RESTORE_ROLE: ServerRole = {
  name: `${ROLE_PREFIX}restore`,
  attributes: ['createdb'],
  login: 'password',
  ofApplication: true,
  databases: ['postgres'],
};
