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
select format('select %L', :'mark' || to_json(format('table %I.%I', nspname, relname))),
  format('copy %I.%I%s to stdout', nspname, relname, (
    -- A child that inherits may have them in another order.
    select ' (' || string_agg(quote_ident(attname), ', ' order by attname collate "C") || ')' from pg_attribute
    where attrelid = pg_class.oid and attnum > 0 and not attisdropped and attgenerated = ''
  ))
  from pg_class join pg_namespace on pg_namespace.oid = relnamespace
  where relkind = 'r' and relpersistence <> 't' and nspname <> 'information_schema' and nspname <> :'except' and nspname !~ '^pg_'
    and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
  order by nspname collate "C", relname collate "C"
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
