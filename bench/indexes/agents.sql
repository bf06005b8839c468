-- The rows of examples/agents: 90 days of 200 agents. Few of them do most: by the fourth power of a uniform number, the
-- first agent has a quarter of all rows, and the busiest tenth of the sessions more than half.
insert into agent_sessions (agent_name, user_id, goal, status, started_at, last_active_at, ended_at)
select
  'agent-' || 1 + floor(200 * random() ^ 4),
  case when random() < 0.8 then 'user-' || 1 + floor(:rows / 50 * random() ^ 4) end,
  text,
  status,
  started_at,
  started_at + interval '1 hour',
  case when status <> 'active' then started_at + interval '1 hour' end
from (
  select
    n,
    now() - interval '90 days' * (1 - n / (:rows / 5.0)) as started_at,
    case when random() < 0.005 then 'active' when random() < 0.1 then 'failed' else 'completed' end as status,
    1 + floor(50000 * random())::int as phrase_id
  from generate_series(1, :rows / 5) n
) made
join phrase on phrase.id = phrase_id
order by n;

-- About ten memories an entity. One in twenty has an end, and what has ended is deleted soon.
insert into memory_items (session_id, agent_name, kind, content, importance, attributes, created_at, expires_at)
select
  session_id,
  agent_name,
  case when chance < 0.6 then 'episode' when chance < 0.85 then 'fact' when chance < 0.95 then 'summary' else 'skill' end,
  one.text || ' ' || two.text || ' ' || three.text,
  importance,
  jsonb_build_object('entity', 'order-' || entity, 'source', source),
  created_at,
  expires_at
from (
  select
    n,
    1 + floor(:rows / 5 * random() ^ 4)::int as session_id,
    random() as chance,
    1 + floor(50000 * random())::int as one_id,
    1 + floor(50000 * random())::int as two_id,
    1 + floor(50000 * random())::int as three_id,
    random() as importance,
    1 + floor(:rows / 10 * random() ^ 2)::int as entity,
    ('{mail,chat,web,tool}'::text[])[1 + floor(4 * random())] as source,
    now() - interval '90 days' * (1 - n / :rows.0) as created_at,
    case when random() < 0.05 then now() + interval '1 day' * (60 * random() - 1) end as expires_at
  from generate_series(1, :rows) n
) made
join agent_sessions on agent_sessions.id = session_id
join phrase one on one.id = one_id
join phrase two on two.id = two_id
join phrase three on three.id = three_id
order by n;

-- Keys that every session has, and keys that hardly one has. One task in twenty is open.
insert into state_items (session_id, key, value, version, updated_at)
select
  id,
  key,
  case key
    when 'task' then jsonb_build_object(
      'assignee', 'agent-' || 1 + floor(200 * random() ^ 4),
      'status', case when random() < 0.05 then 'open' else 'done' end,
      'title', goal)
    else jsonb_build_object('value', floor(1000 * random()), 'note', goal)
  end,
  1 + floor(20 * random()),
  started_at + interval '1 hour' * random()
from (
  select id, goal, started_at, key, share, random() as chance
  from agent_sessions
  cross join (
    values ('step', 0.8), ('plan', 0.7), ('task', 0.5), ('cursor', 0.3), ('budget', 0.15), ('approval', 0.03),
      ('handover', 0.01), ('incident', 0.001)
  ) keys (key, share)
) made
where chance < share
order by id;

-- Two in five are replies, to one of the twenty before. The newest wait in an inbox, and a few that nobody opens.
insert into agent_communications
  (session_id, sender, recipient, kind, reply_to_id, payload, created_at, read_at)
select
  session_id,
  'agent-' || sender,
  'agent-' || recipient,
  case when reply_to_id is not null then 'answer' when random() < 0.02 then 'error' else 'request' end,
  reply_to_id,
  jsonb_build_object('task', n, 'text', text),
  created_at,
  case when n < 0.999 * :rows and random() > 0.002 then created_at + interval '1 minute' end
from (
  select
    n,
    1 + floor(:rows / 5 * random() ^ 4)::int as session_id,
    1 + floor(200 * random() ^ 4) as sender,
    1 + floor(200 * random() ^ 4) as recipient,
    case when n > 20 and random() < 0.4 then n - 1 - floor(20 * random())::int end as reply_to_id,
    1 + floor(50000 * random())::int as phrase_id,
    now() - interval '90 days' * (1 - n / :rows.0) as created_at
  from generate_series(1, :rows) n
) made
join phrase on phrase.id = phrase_id
order by n;

-- The months that are over have no partition in a new database.
do $$
begin
  for months in 1..3 loop
    call make_agent_metrics_partition((now() - make_interval(months => months))::date);
  end loop;
end
$$;

-- One in ten is of no session.
insert into agent_metrics (agent_name, session_id, name, value, labels, recorded_at)
select
  'agent-' || 1 + floor(200 * random() ^ 4),
  case when random() < 0.9 then 1 + floor(:rows / 5 * random() ^ 4) end,
  ('{tokens_in,tokens_out,latency_ms,cost_usd,tool_calls,errors}'::text[])[1 + floor(6 * random())],
  1000 * random(),
  jsonb_build_object('model', case when random() < 0.3 then 'large' else 'small' end),
  now() - interval '90 days' * (1 - n / :rows.0)
from generate_series(1, :rows) n
order by n;

-- Eighty words each, and three tags of 300.
insert into knowledge_base (slug, title, body, tags, created_at, updated_at)
select
  'article-' || n,
  max(text) filter (where place = 0),
  string_agg(text, ' ' order by place) filter (where place > 0),
  jsonb_build_array(
    'tag-' || floor(300 ^ random()), 'tag-' || floor(300 ^ random()), 'tag-' || floor(300 ^ random())),
  now() - interval '2 years' * (1 - n / (:rows / 5.0)),
  now() - interval '2 years' * (1 - n / (:rows / 5.0))
from (
  select n, place, 1 + floor(50000 * random())::int as phrase_id
  from generate_series(1, :rows / 5) n, generate_series(0, 10) place
) made
join phrase on phrase.id = phrase_id
group by n
order by n;
