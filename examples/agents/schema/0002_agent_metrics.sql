-- Metrics come all the time and are of interest for three months: one partition a month, dropped as a whole when it is old.
create table if not exists agent_metrics (
  id bigint generated always as identity,
  agent_name varchar(100) not null,
  -- What a session has cost stays known when the session is deleted, without its number.
  session_id bigint references agent_sessions (id) on delete set null,
  name varchar(100) not null,
  value double precision not null,
  labels jsonb not null default '{}',
  recorded_at timestamp with time zone not null default now(),
  -- A partitioned table's key has to hold what it is partitioned by.
  primary key (id, recorded_at)
) partition by range (recorded_at);

-- Takes what no month's partition is there for, so that nothing is refused.
create table if not exists agent_metrics_default partition of agent_metrics default;
