-- Ends in an error where the database has anything but extensions and what the Jobs of this database note in it.
do $$
declare
  found text;
begin
  select string_agg(format('%s %s', type, identity), ', ') into found
    from (
      select class, id
        from (
          select 'pg_class'::regclass, oid, relnamespace from pg_class where relkind not in ('i', 'I', 't', 'c')
          union all select 'pg_proc'::regclass, oid, pronamespace from pg_proc
          union all select 'pg_type'::regclass, pg_type.oid, typnamespace
            from pg_type left join pg_class on pg_class.oid = typrelid
            where typcategory <> 'A' and coalesce(relkind = 'c', true)
          union all select 'pg_operator'::regclass, oid, oprnamespace from pg_operator
          union all select 'pg_collation'::regclass, oid, collnamespace from pg_collation
          union all select 'pg_ts_config'::regclass, oid, cfgnamespace from pg_ts_config
          union all select 'pg_largeobject'::regclass, oid, 'public'::regnamespace from pg_largeobject_metadata
        ) as object (class, id, namespace)
        join pg_namespace on pg_namespace.oid = namespace
        where (id >= 16384 or class = 'pg_largeobject'::regclass) and nspname <> 'information_schema' and nspname <> 'cdk8s_database' and nspname !~ '^pg_'
          and not exists (select from pg_depend where classid = class and objid = id and deptype = 'e')
        -- Tables first, of which people know what is in them.
        order by class <> 'pg_class'::regclass, class, id
        limit 5
    ) as first cross join lateral pg_identify_object(class, id, 0);
  if found is not null then
    raise exception 'the database % is not empty, and nothing is written over: %', current_database(), found
      using hint = 'Is the application running already? Stop it; then give the import "replace: true", and what the application''s role owns in the new database is dropped.';
  end if;
end
$$;
