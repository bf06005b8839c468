-- What is in a database, a line each: rows are counted and summed up by functions of the server's, whatever their order, and a large
-- object is read at once. Of the parts of a hash, the tree is told: which part has a row may hang on the number of a type.
set search_path = pg_catalog;
set client_min_messages = error;
set extra_float_digits = 1;
set statement_timeout = 0;
select format('select %L, count(*), sum(hashtextextended(row(%s)::text, 1)::numeric) from %s %I.%I as x',
    format('%s %I.%I', relkind, nspname, relname),
    (select string_agg(format('x.%I', attname), ', ' order by attname collate "C") from pg_attribute where attrelid = pg_class.oid and attnum > 0 and not attisdropped),
    case relkind when 'r' then 'only' else '' end, nspname, relname)
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where (relkind in ('r', 'p') or relkind = 'm' and relispopulated) and nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_toast'
    and not exists (select from pg_partition_ancestors(pg_class.oid) as up join pg_partitioned_table on partrelid = up.relid where partstrat = 'h' and up.relid <> pg_class.oid)
  order by nspname collate "C", relname collate "C"
\gexec
select 'not populated', nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind = 'm' and not relispopulated order by nspname collate "C", relname collate "C";
select format('select %L, last_value, is_called from %I.%I', format('S %I.%I', nspname, relname), nspname, relname)
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace where relkind = 'S'
  order by nspname collate "C", relname collate "C"
\gexec
select 'large object', oid, lomowner::regrole, lomacl, obj_description(oid, 'pg_largeobject'), length(lo_get(oid)), md5(lo_get(oid))
  from pg_largeobject_metadata order by oid;
