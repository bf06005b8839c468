-- The state of each sequence outside of the schema EXCEPT, a line each, into the file "sequences". By format and \gexec: there is no other way to read them all.
set search_path = pg_catalog;
\o sequences
select format('select %L || E''\t'' || last_value || '' '' || is_called from %I.%I', to_json(format('%I.%I', nspname, relname)), nspname, relname)
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind = 'S' and relpersistence <> 't' and nspname <> 'information_schema' and nspname <> :'except' and nspname !~ '^pg_'
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
  order by nspname collate "C", relname collate "C"
\gexec
\o
