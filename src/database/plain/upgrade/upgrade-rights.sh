#!/bin/sh
# upgrade-rights.sh owners: the roles, but for superusers, that own something in the database that PGDATABASE names.
# upgrade-rights.sh grant to | revoke from: SQL that lets each of them make again what it owns, for as long as that
# takes. What it was allowed when it did so may have been revoked since, and what is granted now comes last of all.
set -eu

psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 --set=verb="$1" --set=to="${2-}" <<'SQL'
select :'verb' = 'owners' as lists, :'verb' = 'revoke' as revokes
\gset
\set owned '(select refobjid as role, refobjid::regrole as owner, (pg_identify_object(classid, objid, 0)).schema from pg_shdepend join pg_roles on pg_roles.oid = refobjid where deptype = ''o'' and refclassid = ''pg_authid''::regclass and not rolsuper and rolname !~ ''^pg_'' and dbid = (select oid from pg_database where datname = current_database()))'
\if :lists
  select distinct rolname from :owned as owned join pg_roles on oid = role;
\else
  select distinct format('%s usage on schema %I %s %s;', :'verb', nspname, :'to', owner)
  from :owned as owned join pg_namespace on nspowner <> role
  where nspname <> 'information_schema' and nspname !~ '^pg_'
    -- Into no other: what a superuser has closed may hold functions that run as the superuser.
    and (has_schema_privilege(role, pg_namespace.oid, 'usage') or quote_ident(nspname) = schema);
  select distinct format('%s create on schema %I %s %s;', :'verb', nspname, :'to', owner)
  from :owned as owned join pg_namespace on nspowner <> role and quote_ident(nspname) = schema;
  -- A foreign key may lead to another one's table.
  select distinct format('alter default privileges for role %s %s references on tables %s %s;', one.owner, :'verb', :'to', other.owner)
  from :owned as one, :owned as other
  where one.role <> other.role;
  \if :revokes
    select distinct format('revoke references on table %s from %s;', pg_class.oid::regclass, other.owner)
    from :owned as one join pg_class on relowner = one.role and relkind in ('r', 'p', 'v', 'm', 'f'), :owned as other
    where one.role <> other.role
      and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e');
  \endif
\endif
SQL
