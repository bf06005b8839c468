#!/bin/sh
# Who may do more than others, and what belongs to superusers in the database that PGDATABASE names: a line each.
# After an upgrade there is none that was not there before.
set -eu

privileged=$(psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 <<'SQL'
select format('role %I %s', rolname, may)
from pg_roles cross join lateral (values
  (rolsuper, 'is a superuser'), (rolcreaterole, 'may create roles'), (rolcreatedb, 'may create databases'),
  (rolreplication, 'may replicate'), (rolbypassrls, 'bypasses row security'), (rolcanlogin, 'may log in')) as it (is_so, may)
where is_so
union
select format('role %I is a member of %I', member.rolname, granted.rolname)
from pg_auth_members
  join pg_roles as member on member.oid = pg_auth_members.member
  join pg_roles as granted on granted.oid = roleid
where member.rolname !~ '^pg_'
union
select format('%s %s %s', type, identity, contents)
from (
  select tableoid, oid, proowner, format('%s %s', prosecdef, md5(prosrc)) from pg_proc
  union all select tableoid, oid, relowner, '' from pg_class where relkind not in ('i', 'I', 't')
  union all select tableoid, oid, evtowner, '' from pg_event_trigger
  union all select pg_trigger.tableoid, pg_trigger.oid, relowner, tgfoid::regprocedure::text
    from pg_trigger join pg_class on pg_class.oid = tgrelid where not tgisinternal
  union all select pg_rewrite.tableoid, pg_rewrite.oid, relowner, ''
    from pg_rewrite join pg_class on pg_class.oid = ev_class
) as object (class, id, owner, contents) cross join lateral pg_identify_object(class, id, 0)
where id >= 16384 and owner in (select oid from pg_roles where rolsuper)
  and not exists (select from pg_depend where classid = class and objid = id and deptype = 'e');
SQL
)
printf '%s\n' "$privileged" | LC_ALL=C sort
