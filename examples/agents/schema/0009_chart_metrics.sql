-- queries/metric_over_time.sql reads no more than what is in the index.
create index if not exists agent_metrics_by_agent on agent_metrics (agent_name, name, recorded_at) include (value);

-- queries/usage_of_session.sql, and the rows that lose their session when it is deleted.
create index if not exists agent_metrics_by_session
  on agent_metrics (session_id) include (name, value) where session_id is not null;

-- queries/metrics_between.sql: rows lie in the order in which they came.
create index if not exists agent_metrics_by_time
  on agent_metrics using brin (recorded_at) with (pages_per_range = 32, autosummarize = on);
