-- The partition of a month, in UTC whatever the session's time zone is.
create or replace procedure make_agent_metrics_partition(month date) language plpgsql as $$
declare
  partition text := to_char(month, '"agent_metrics_"YYYY_MM');
  beginning timestamp := date_trunc('month', month::timestamp);
  first timestamp with time zone := beginning at time zone 'UTC';
  next timestamp with time zone := (beginning + interval '1 month') at time zone 'UTC';
begin
  if to_regclass(partition) is not null then
    return;
  end if;
  -- Without indexes and foreign keys: it gets those of the whole table when it is attached.
  execute format('create table %I (like agent_metrics including defaults including constraints)', partition);
  -- What came before its partition was there would keep it from being attached.
  execute format(
    'with early as (
       delete from agent_metrics_default where recorded_at >= %2$L and recorded_at < %3$L returning *
     )
     insert into %1$I select * from early', partition, first, next);
  execute format(
    'alter table agent_metrics attach partition %1$I for values from (%2$L) to (%3$L)', partition, first, next);
end
$$;

-- Called each night: the coming months are ready long before they begin, and what is older than 90 days goes.
create or replace procedure maintain_agent_metrics() language plpgsql as $$
declare
  keep_from timestamp with time zone := now() - interval '90 days';
  this_month date := date_trunc('month', now() at time zone 'UTC');
  partition text;
begin
  for partition in
    select relname
    from pg_inherits join pg_class on pg_class.oid = inhrelid
    where inhparent = 'agent_metrics'::regclass
      and relname ~ '^agent_metrics_\d{4}_\d{2}$'
      and (to_date(right(relname, 7), 'YYYY_MM') + interval '1 month') at time zone 'UTC' <= keep_from
  loop
    execute format('drop table %I', partition);
  end loop;
  delete from agent_metrics_default where recorded_at < keep_from;

  for months in 0..3 loop
    call make_agent_metrics_partition((this_month + make_interval(months => months))::date);
  end loop;
end
$$;

call maintain_agent_metrics();
