-- The application's tables without their indexes. One that is partitioned counts once.
select class.relname as name, sum(pg_table_size(part))::float8 as bytes
from pg_class class
cross join lateral (select class.oid as part union select relid from pg_partition_tree(class.oid)) tree
where relnamespace = 'public'::regnamespace and relkind in ('r', 'p') and not relispartition
group by class.relname
order by class.relname;
