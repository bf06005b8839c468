-- The application's role and the server's own roles: each exists and may do no more than is said here. Their passwords are
-- set by ready.sh. No empty line inside of a statement: in single-user mode it would end there.
do $$
declare
  -- Without a last line end, which many an editor and tool puts there.
  application text := rtrim(pg_read_file('/run/secrets/database/username'), E'\n');
  one record;
begin
  if not exists (select from pg_roles where rolname = application) then
    execute format('create role %I', application);
  end if;
  execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', application);
  for one in
    select field[1] as name,
        (select string_agg(case when attribute = any (string_to_array(field[3], ',')) then attribute else 'no' || attribute end, ' ')
          from unnest(array['bypassrls', 'createdb', 'replication']) as attribute) as attributes,
        'large-objects' = any (string_to_array(field[3], ',')) as has_large_objects,
        array(select case role when '@application' then application else role end
          from unnest(string_to_array(nullif(field[4], '-'), ',')) as role) as roles
      from regexp_split_to_table(pg_read_file('/etc/postgresql/roles', 0, 65536, true), E'\n') as line
        cross join lateral (select string_to_array(line, ' ') as field) as fields
      where line <> ''
  loop
    if not exists (select from pg_roles where rolname = one.name) then
      execute format('create role %I', one.name);
    end if;
    execute format('alter role %I login nosuperuser nocreaterole %s', one.name, one.attributes);
    -- What the owner sets for the database gives this role no other search_path.
    execute format('alter role %I set search_path = pg_catalog', one.name);
    execute format('alter role %I %s', one.name,
      case when one.has_large_objects then 'set lo_compat_privileges = on' else 'reset lo_compat_privileges' end);
    execute coalesce((select string_agg(format('grant %I to %I', role, one.name), '; ') from unnest(one.roles) as role), '');
    execute coalesce((
      select string_agg(format('revoke %I from %I', rolname, one.name), '; ')
        from pg_auth_members join pg_roles on pg_roles.oid = roleid
        where member = (select oid from pg_roles where rolname = one.name) and rolname <> all (one.roles)), '');
  end loop;
  -- Those of a capability that has gone.
  for one in
    select rolname as name from pg_roles
      where rolname ^@ 'cdk8s_database_' and rolcanlogin and rolname <> all (array(
        select split_part(line, ' ', 1)
          from regexp_split_to_table(pg_read_file('/etc/postgresql/roles', 0, 65536, true), E'\n') as line))
  loop
    execute format('alter role %I nologin', one.name);
  end loop;
end
$$;

-- Before 15, everybody could make functions in the database that is for administration.
revoke create on schema public from public;

-- Whose database it looks into chooses no names for the superuser: this overrides what the owner sets for the database.
alter role postgres set search_path = '';
