-- The indexes of the application's tables. One that is partitioned counts once, with the names and the size of its parts.
select
  class.relname as name,
  owner.relname as table,
  method.amname as method,
  -- Enforces something, however many queries it helps.
  indisunique as "isUnique",
  case amname
    when 'brin' then 'BRIN'
    when 'gin' then 'GIN, ' || case
      when columns.keys[1] ~ 'to_tsvector' then 'full text'
      when columns.keys[1] ~ 'jsonb_path_ops' then 'jsonb_path_ops'
      else 'jsonb'
    end
    else concat_ws(', ',
      'btree',
      case when indexprs is not null then 'expression' end,
      case when indnkeyatts > 1 then 'composite' end,
      case when indnatts > indnkeyatts then 'covering' end,
      case when indpred is not null then 'partial' end)
  end as kind,
  pg_get_expr(indpred, indrelid) as predicate,
  parts.names,
  parts.bytes::float8,
  columns.keys,
  columns.included
from pg_index
join pg_class class on class.oid = indexrelid
join pg_class owner on owner.oid = indrelid
join pg_am method on method.oid = class.relam
cross join lateral (
  select array_agg(part::regclass::text) as names, sum(pg_relation_size(part)) as bytes
  from (select indexrelid as part union select relid from pg_partition_tree(indexrelid)) tree
) parts
cross join lateral (
  select
    -- Each as one text: what is indexed, by which operator class, in which order and collation.
    array_agg(concat_ws(' ', indexed, opcname, indoption[place - 1], indcollation[place - 1]) order by place)
      filter (where place <= indnkeyatts) as keys,
    coalesce(array_agg(indexed order by place) filter (where place > indnkeyatts), '{}') as included
  from (
    select place, pg_get_indexdef(indexrelid, place, true) as indexed from generate_series(1, indnatts) place
  ) texts
  left join pg_opclass on pg_opclass.oid = indclass[place - 1]
) columns
where class.relnamespace = 'public'::regnamespace and not class.relispartition
order by owner.relname, class.relname;
