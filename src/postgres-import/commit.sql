set client_encoding = 'UTF8';
set search_path = pg_catalog;
-- Nothing in the dump has ended the transaction.
select pg_catalog.pg_current_xact_id()::text = :'xact' as is_whole
\gset
\if :is_whole
\else
  do $$ begin raise exception 'the dump ends the transaction in which it is restored'; end $$;
\endif
\set tables `sed 's/^\([^\t]*\)\t\(.*\)\t\(.*\)$/{"name":\1,"rows":\2,"checksum":"\3"}/' target.sums | paste -sd,`
insert into cdk8s_database.postgres_import (name, tables) values (:'name', ('[' || :'tables' || ']')::jsonb);
commit;
\! touch restored
