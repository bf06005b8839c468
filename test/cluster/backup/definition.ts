import type { DatabasePod } from '../database-pod';

/** The definition of all in it, and what the database itself is set to. Publications are in no backup. */
export async function definitionOf(pod: DatabasePod, database: string): Promise<string> {
  // It has a key of chance in its first and its last line.
  const dump = `pg_dump -U postgres --schema-only --no-publications "$0" | grep -v '^.\\(un\\)\\?restrict '`;
  const settings = `
    select setrole::regrole, unnest(setconfig), datconnlimit from pg_database
      left join pg_db_role_setting on setdatabase = pg_database.oid where datname = '${database}'
    union all select null, unnest(datacl)::text, null from pg_database where datname = '${database}'
    union all select null, shobj_description(oid, 'pg_database'), null from pg_database where datname = '${database}'
    order by 1, 2`;
  const environment = ['env', 'PGOPTIONS=-c search_path=', 'PGCLIENTENCODING=UTF8'];
  return `${await pod.run(...environment, 'sh', '-c', dump, database)}\n${await pod.sql(settings, 'postgres')}`;
}
