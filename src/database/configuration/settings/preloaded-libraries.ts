import type { PostgresMajor } from '../../../server/postgres-version';
import { settingList } from './setting-list';

/** Settings that name libraries; if one is missing, the start or every connection fails. */
export const PRELOADING = ['shared_preload_libraries', 'session_preload_libraries'] as const;

/** The files in `pg_config --pkglibdir` of Debian's 15, 17 and 18, without encoding conversions and SELinux. */
const LIBRARIES: readonly (readonly [from: number, to: number, names: string])[] = [
  [
    14,
    18,
    '_int amcheck auth_delay auto_explain autoinc bloom btree_gin btree_gist citext cube dblink dict_int ' +
      'dict_snowball dict_xsyn earthdistance file_fdw fuzzystrmatch hstore insert_username isn lo ltree ' +
      'moddatetime pageinspect passwordcheck pg_buffercache pg_freespacemap pg_prewarm pg_stat_statements ' +
      'pg_surgery pg_trgm pg_visibility pgcrypto pgoutput pgrowlocks pgstattuple pgxml plpgsql postgres_fdw ' +
      'refint seg sslinfo tablefunc tcn test_decoding tsm_system_rows tsm_system_time unaccent uuid-ossp',
  ],
  [14, 16, 'adminpack old_snapshot'],
  [15, 18, 'basebackup_to_shell basic_archive pg_walinspect'],
  [18, 18, 'pg_logicalinspect pg_overexplain'],
];

/** The libraries in TEXT that the official image does not contain. Paths are not checked. */
export function missingLibraries(text: string, major: PostgresMajor): readonly string[] {
  const known = LIBRARIES.flatMap(([from, to, names]) =>
    from <= major && major <= to ? names.split(' ') : [],
  );
  return (settingList(text) ?? []).filter((library) => {
    const name = library.replace(/^\$libdir\//, '').replace(/\.so$/, '');
    return !name.includes('/') && !known.includes(name);
  });
}
