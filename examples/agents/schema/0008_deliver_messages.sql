-- queries/inbox.sql: as large as what is unread, however many messages there have been.
create index if not exists agent_communications_unread
  on agent_communications (recipient, created_at) where read_at is null;

-- queries/transcript.sql, and the rows that go when a session is deleted.
create index if not exists agent_communications_by_session on agent_communications (session_id, id);

-- queries/replies.sql, and the replies that stay when a message is deleted.
create index if not exists agent_communications_by_request
  on agent_communications (reply_to_id) where reply_to_id is not null;

-- queries/traffic.sql: messages lie in the order in which they came, so the time of each few pages is enough to know.
create index if not exists agent_communications_by_time
  on agent_communications using brin (created_at) with (pages_per_range = 32, autosummarize = on);
