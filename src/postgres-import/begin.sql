\set ECHO none
set client_min_messages = warning;
set search_path = pg_catalog;
begin;
select pg_advisory_xact_lock(hashtextextended('cdk8s_database.postgres_import', 0)) as "lock"
\gset
create schema if not exists cdk8s_database;
create table if not exists cdk8s_database.postgres_import (
  name text primary key,
  imported_at timestamptz not null default now(),
  -- Of each table, as they were then.
  tables jsonb not null
);
select pg_current_xact_id() as xact, exists (select from cdk8s_database.postgres_import where name = :'name') as is_imported,
  :'mode' = 'replace' as is_replaced
\gset
\if :is_imported
  \! touch imported
  \q
\endif
\if :is_replaced
  \i /etc/postgres-import/replace.sql
\endif
\i /etc/postgres-import/empty.sql
