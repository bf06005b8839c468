-- The names change in one transaction, so whatever ends this leaves the old ones. The first RENAME waits five seconds for
-- the sessions in the database to end, and lets nobody in meanwhile.
select exists (select from pg_database where datname = :'live') as has_live
\gset
begin;
\if :has_live
  alter database :"live" rename to :"old";
\endif
alter database :"new" rename to :"live";
commit;
