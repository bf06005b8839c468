-- What is in the database already, as one line of JSON.
\set ECHO none
begin;
set local client_min_messages = warning;

-- The migration that makes the tables, where there are migrations.
\if :{?awaited}
  select to_regclass('cdk8s_database.migration') is null as has_none \gset
  \if :has_none
    select false as is_migrated \gset
  \else
    select exists (
      select from cdk8s_database.migration where name = :'awaited' and applied_at is not null
    ) as is_migrated \gset
  \endif
  \if :is_migrated
  \else
    do $$ begin raise lock_not_available using message = 'the database has not all migrations yet'; end $$;
  \endif
\endif

create temporary table import (sha256 text, imported_at text);
create temporary table source on commit drop as
  select oid, relname::text as name, pg_has_role(relowner, 'usage') as is_owned, false as has_rows
    from pg_class
    where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and not relispartition;
do $$
declare
  one record;
  found boolean;
begin
  if to_regclass('cdk8s_database.sqlite_import') is not null then
    insert into import select sha256, imported_at::text from cdk8s_database.sqlite_import;
  end if;
  for one in select * from source where has_table_privilege(oid, 'select') loop
    execute format('select exists (select from %s)', one.oid::regclass) into found;
    update source set has_rows = found where oid = one.oid;
  end loop;
end
$$;

with recursive base (oid, type, modifier) as (
    select oid, oid, -1 from pg_type
  union all
    -- A domain stands for another type.
    select base.oid, typbasetype, typtypmod from base join pg_type on pg_type.oid = base.type where typtype = 'd'
), plain as (
  select base.oid, modifier, pg_type.oid as type_oid, typtype, typname, typnamespace, typcategory, typelem
    from base join pg_type on pg_type.oid = base.type where typtype <> 'd'
), columns as (
  select attrelid, attnum, json_build_object(
      'name', attname,
      'display', format_type(atttypid, atttypmod),
      'type', case
        when plain.typtype = 'e' then 'enum'
        when plain.typnamespace <> 'pg_catalog'::regnamespace then ''
        else plain.typname end,
      'modifier', greatest(atttypmod, plain.modifier),
      'not_null', attnotnull or domain.typnotnull,
      'has_default', atthasdef or attidentity <> '' or domain.typdefault is not null,
      'is_generated', attgenerated <> '',
      'sequence', pg_get_serial_sequence(attrelid::regclass::text, attname),
      'element', case
        when plain.typcategory <> 'A' then null
        when element.typtype = 'e' then 'enum'
        when element.typnamespace <> 'pg_catalog'::regnamespace or element.typtype <> 'b' then ''
        else element.typname end,
      'labels', (
        select json_agg(enumlabel order by enumsortorder) from pg_enum
          where enumtypid in (plain.type_oid, element.oid)
      )
    ) as described
    from pg_attribute
    join pg_type as domain on domain.oid = atttypid
    join plain on plain.oid = atttypid
    left join pg_type as element on element.oid = plain.typelem and plain.typcategory = 'A'
    where attnum > 0 and not attisdropped
)
select json_build_object(
    'schema', current_schema(),
    'user', current_user,
    'imports', (select coalesce(json_object_agg(sha256, imported_at), '{}') from import),
    'names', (
      select coalesce(json_agg(distinct name), '[]') from (
        select relname from pg_class where relnamespace = current_schema()::regnamespace and oid not in (select oid from source)
        union all
        -- Not the row of a table, and not an array, which gives way.
        select typname from pg_type
          where typnamespace = current_schema()::regnamespace and typrelid = 0 and typcategory <> 'A'
      ) as taken (name)
    ),
    'tables', (
      select coalesce(json_agg(json_build_object(
          'name', name,
          'is_owned', is_owned,
          'has_rows', has_rows,
          'columns', (select coalesce(json_agg(described order by attnum), '[]') from columns where attrelid = source.oid)
        ) order by name), '[]')
        from source
    )
  );
rollback;
