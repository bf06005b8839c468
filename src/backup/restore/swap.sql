-- The names change in one transaction. Nobody is in a database that is renamed: nobody gets in, and who is there has to go.
select exists (select from pg_database where datname = :'live') as has_live
\gset
\if :has_live
  alter database :"live" with allow_connections false;
  select count(pg_terminate_backend(pid, 10000)) from pg_stat_activity
    where datname = :'live' and backend_type = 'client backend' and usename = :'owner';
  \set ON_ERROR_STOP off
  begin;
  alter database :"live" rename to :"old";
  alter database :"new" rename to :"live";
  commit;
  -- Whichever it is now.
  select datname as closed from pg_database where datname in (:'live', :'old') and not datallowconn
  \gset
  alter database :"closed" with allow_connections true;
  \set ON_ERROR_STOP on
  select 1 / (count(*))::int from pg_database where datname = :'old';
\else
  alter database :"new" rename to :"live";
\endif
