-- What agents have to remember, as the API's models declare it (backend/app/models.py).
create table if not exists agent_sessions (
  id bigint generated always as identity primary key,
  agent_name varchar(100) not null,
  -- Null where the agent works on its own account.
  user_id varchar(255),
  goal text not null,
  status varchar(20) not null default 'active' check (status in ('active', 'completed', 'failed')),
  settings jsonb not null default '{}',
  started_at timestamp with time zone not null default now(),
  last_active_at timestamp with time zone not null default now(),
  ended_at timestamp with time zone,
  check ((status = 'active') = (ended_at is null))
);

-- What an agent has learned in a session, to be recalled in later ones.
create table if not exists memory_items (
  id bigint generated always as identity primary key,
  session_id bigint not null references agent_sessions (id) on delete cascade,
  -- The session's, once more: recalling is by agent, over all its sessions.
  agent_name varchar(100) not null,
  kind varchar(20) not null check (kind in ('episode', 'fact', 'skill', 'summary')),
  content text not null,
  importance double precision not null default 0.5 check (importance between 0 and 1),
  -- What it is about: {"entity": "order-4711", "source": "mail"}
  attributes jsonb not null default '{}',
  created_at timestamp with time zone not null default now(),
  -- Null where it is kept.
  expires_at timestamp with time zone
);

-- Where a session stands, by key; each write is a new version.
create table if not exists state_items (
  session_id bigint not null references agent_sessions (id) on delete cascade,
  key varchar(255) not null,
  value jsonb not null,
  version integer not null default 1 check (version > 0),
  updated_at timestamp with time zone not null default now(),
  primary key (session_id, key)
);

-- What agents say to each other.
create table if not exists agent_communications (
  id bigint generated always as identity primary key,
  session_id bigint not null references agent_sessions (id) on delete cascade,
  sender varchar(100) not null,
  recipient varchar(100) not null,
  kind varchar(20) not null check (kind in ('request', 'answer', 'notice', 'error')),
  -- An answer stays when the question is deleted.
  reply_to_id bigint references agent_communications (id) on delete set null,
  payload jsonb not null,
  created_at timestamp with time zone not null default now(),
  -- Null while it waits in the recipient's inbox.
  read_at timestamp with time zone
);

-- What every agent may look up.
create table if not exists knowledge_base (
  id bigint generated always as identity primary key,
  slug varchar(255) not null unique,
  title varchar(500) not null,
  body text not null,
  tags jsonb not null default '[]' check (jsonb_typeof(tags) = 'array'),
  source_url varchar(2000),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);
