-- Makes the extensions that are listed in the file beside this, and those that they need, where the database has them
-- not. Run in a session that is the only one, which takes no settings from the database either.
-- An extension's script is not to find a function of the application's in place of the one that it means: it looks into
-- the schema that it is made in, and into those of what it needs. So a database that was in use has each made in a new
-- schema; those that can be moved, and these run nothing then, go to public, where their names are found as they are.
do $$
declare
  is_new constant boolean := current_setting('cdk8s_database.is_new')::boolean;
  made text[] := '{}';
  one record;
  unsafe text;
  home text;
begin
  for one in
    with recursive wanted (name, depth) as (
        select listed, 0 from regexp_split_to_table(pg_read_file('/etc/postgresql/extensions'), '\s+') as listed
          where listed <> ''
      union
        select needed.name::text collate "default", depth + 1
          from wanted
          join pg_available_extensions as available on available.name = wanted.name
          join pg_available_extension_versions as offered
            on offered.name = wanted.name and offered.version = available.default_version
          cross join unnest(offered.requires) as needed (name)
    )
    select wanted.name, max(depth) as depth, offered.schema, offered.requires
      from wanted
      left join pg_available_extensions as available on available.name = wanted.name
      left join pg_available_extension_versions as offered
        on offered.name = wanted.name and offered.version = available.default_version
      where not exists (select from pg_extension where extname = wanted.name)
      group by wanted.name, offered.schema, offered.requires
      order by 2 desc, 1
  loop
    begin
      if is_new then
        execute format('create extension %I %s', one.name, case when one.schema is null then 'schema public' end);
      else
        home := left(coalesce(one.schema, 'extension_' || one.name), 63);
        if to_regnamespace(quote_ident(home)) <> 'pg_catalog'::regnamespace then
          raise exception 'the schema "%" that it would be made in is there already', home;
        end if;
        select string_agg(extname, ', ' order by extname) into unsafe
          from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
          where extname = any (one.requires)
            and exists (select from pg_roles where not rolsuper and has_schema_privilege(rolname, nspname, 'create'));
        if unsafe is not null then
          raise exception 'it needs %, in a schema that is the application''s', unsafe;
        end if;
        if one.schema is null then
          execute format('create schema %I', home);
          execute format('grant usage on schema %I to public', home);
          execute format('create extension %I schema %I', one.name, home);
        else
          execute format('create extension %I', one.name);
        end if;
        made := made || one.name::text;
      end if;
    exception when others then
      if is_new then
        raise;
      end if;
      raise warning 'the extension "%" was not made: %; the server starts without it', one.name, sqlerrm;
    end;
  end loop;
  for one in
    select extname as name, nspname as schema, extrelocatable and nspname ^@ 'extension_' as is_moved
      from pg_extension join pg_namespace on pg_namespace.oid = extnamespace
      where extname = any (made) and nspname <> 'pg_catalog'
  loop
    begin
      if one.is_moved then
        execute format('alter extension %I set schema public', one.name);
        execute format('drop schema %I', one.schema);
        continue;
      end if;
    exception when others then
      raise warning 'the extension "%" could not be moved to public: %', one.name, sqlerrm;
    end;
    raise warning 'the extension "%" is in the schema "%": the application needs that on its search_path', one.name, one.schema;
  end loop;
end
$$;
