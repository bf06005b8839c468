-- queries/recent_memory.sql, and the rows that go when a session is deleted.
create index if not exists memory_items_by_session on memory_items (session_id, created_at desc);

-- queries/important_memory.sql: in the order in which the rows are wanted, so that the first twenty are enough.
create index if not exists memory_items_by_importance
  on memory_items (agent_name, kind, importance desc, created_at desc);

-- queries/memory_about.sql asks by containment alone, for which this class is smaller than the default one.
create index if not exists memory_items_by_attributes on memory_items using gin (attributes jsonb_path_ops);

-- queries/search_memory.sql: names and numbers matter here, so words are taken as they are.
create index if not exists memory_items_by_words on memory_items using gin (to_tsvector('simple', content));

-- queries/expired_memory.sql: most of it is kept, and left out.
create index if not exists memory_items_expiring on memory_items (expires_at) where expires_at is not null;
