-- What an application of some years may have in its database.
create schema billing;
create schema "Mixed Case";
create extension pgcrypto schema billing;
create type mood as enum ('sad', 'ok');
create domain positive as int check (value > 0);
create table note (
  id bigint generated always as identity primary key,
  body text not null,
  mood mood default 'ok',
  length int generated always as (length(body)) stored,
  at timestamptz default now(),
  tags text[],
  meta jsonb,
  amount numeric(12, 2),
  ratio double precision,
  raw bytea,
  span tstzrange,
  wait interval,
  cash money,
  secret uuid default billing.gen_random_uuid()
);
insert into note (body, tags, meta, amount, ratio, raw, span, wait, cash)
  select 'note ' || n || E'\t\\ line\nbreak 🙂', array['a,b', null, '"'], jsonb_build_object('n', n), n * 1.1, n / 3.0::float8,
    decode(md5(n::text), 'hex'), tstzrange(now(), now() + n * interval '1 s'), n * interval '1 day 2 hours', n * 1.5::money
  from generate_series(1, 3000) n;
-- So that the rows are not where they were put first.
update note set body = repeat('long ' || id, (id % 400)::int) where id % 3 = 0;
delete from note where id % 7 = 0;
create table billing.invoice (
  id serial primary key,
  note_id bigint references note deferrable initially deferred,
  total positive,
  unique (note_id, total)
);
insert into billing.invoice (note_id, total) select id, id from note;
-- A circle.
alter table note add column first_invoice int references billing.invoice;
update note set first_invoice = (select min(id) from billing.invoice where note_id = note.id);
create table measured (at date not null, value real) partition by range (at);
create table measured_2024 partition of measured for values from ('2024-01-01') to ('2025-01-01');
create table measured_rest partition of measured default;
insert into measured select date '2024-06-01' + n, n / 7.0 from generate_series(1, 500) n;
create table parent (a int, b text);
create table child (c int) inherits (parent);
alter table parent add column d int;
insert into child (a, b, c, d) values (1, 'x', 2, 3);
insert into parent values (9, 'y', 8);
create unlogged table volatile as select 1 as x;
create table "Mixed Case"."it's ""quoted""" ("Strange Column" jsonb);
insert into "Mixed Case"."it's ""quoted""" values ('{"a": [1, 2]}');
create table columnless ();
insert into columnless default values;
create sequence lonely start 41 increment 7;
select nextval('lonely'), nextval('lonely');
create sequence untouched;
create view recent as select * from note where id > 2990;
create materialized view summary as select count(*) as n, sum(amount) as total from note;
create unique index on summary (n);
create function touch() returns trigger language plpgsql as 'begin new.at = now(); return new; end';
create trigger touched before update on note for each row execute function touch();
create index on note using gin (meta);
create index on note (lower(body)) where id > 10 and id < 100;
create procedure tidy() language sql as 'delete from public.note where false';
create aggregate total(int) (sfunc = int4pl, stype = int, initcond = '0');
create policy own on note using (true);
alter table note enable row level security, force row level security;
create statistics correlated on body, amount from note;
create text search configuration simple_english (copy = english);
create collation ignoring_case (provider = icu, locale = 'und-u-ks-level2', deterministic = false);
create rule quiet as on delete to measured do instead nothing;
comment on table note is 'what people write';
comment on schema public is 'ours';
select lo_from_bytea(0, convert_to(repeat('large object ', 60000), 'UTF8')), lo_from_bytea(0, 'x'), lo_create(0);
