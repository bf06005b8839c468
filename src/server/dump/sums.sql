-- The rows of each table, to sums.sh, without those of the schema EXCEPT. In the order in which they are stored: a dump
-- writes them in that order, and a restored table has them in the order of its dump. By COPY, which has no plan and calls
-- no function of the application's: a plan would evaluate those that the predicates of indexes call, as whoever asks.
set client_encoding = 'UTF8';
set datestyle = 'ISO, YMD';
set intervalstyle = 'postgres';
set timezone = 'UTC';
set extra_float_digits = 1;
set bytea_output = 'hex';
set lc_monetary = 'C';
set xmloption = 'content';
set row_security = off;
-- Otherwise a scan may begin in the middle of a table, where another one is.
set synchronize_seqscans = off;
set search_path = pg_catalog;
\o |sh "$PROGRAM/sums.sh"
with stored as (
  select pg_class.oid as part, nspname, relname, (
      -- Enums, and what may hold them, are hashed by numbers that each database gives anew, so that any part may have a row:
      -- such a tree is one table.
      select pg_partition_root(pg_class.oid)
        from pg_partition_ancestors(pg_class.oid) as ancestor join pg_partitioned_table on partrelid = ancestor.relid
          join pg_opclass on pg_opclass.oid = any (partclass)
        where partstrat = 'h'
          and format_type(opcintype, null) in ('anyenum', 'anyarray', 'anyrange', 'anymultirange', 'record')
        limit 1
    ) as tree
    from pg_class join pg_namespace on pg_namespace.oid = relnamespace
    where relkind = 'r' and relpersistence <> 't' and nspname <> 'information_schema' and nspname <> :'except' and nspname !~ '^pg_'
      and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
)
select case row_number() over (partition by whole.oid order by stored.nspname collate "C", stored.relname collate "C")
    when 1 then format('select %L', :'mark' || case when tree is null then '' else '~' end || to_json(format('table %I.%I', home.nspname, whole.relname)))
  end,
  format('copy %I.%I%s to stdout', stored.nspname, stored.relname, (
    -- A child that inherits may have them in another order.
    select ' (' || string_agg(quote_ident(attname), ', ' order by attname collate "C") || ')' from pg_attribute
    where attrelid = part and attnum > 0 and not attisdropped and attgenerated = ''
  ))
  from stored join pg_class as whole on whole.oid = coalesce(tree, part) join pg_namespace as home on home.oid = whole.relnamespace
  order by home.nspname collate "C", whole.relname collate "C", stored.nspname collate "C", stored.relname collate "C"
\gexec
select :'mark' || '"large objects"';
copy (
  with recursive part (id, number, size, sum) as (
      select oid, 0::bigint, length(bytes), sha256(bytes)
        from (select oid, lo_get(oid, 0, 262144) as bytes from pg_largeobject_metadata offset 0) as first
    union all
      select id, number, length(bytes), sha256(bytes)
        from (
          select id, number + 1 as number, lo_get(id, (number + 1) * 262144, 262144) as bytes
            from part where size = 262144
            offset 0
        ) as next
  )
  select id, number, sum from part order by id, number
) to stdout;
select :'mark';
\o
