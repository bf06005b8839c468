-- queries/last_writers.sql reads no more than what is in the index.
create index if not exists state_items_by_key on state_items (key, updated_at desc) include (session_id);

-- queries/open_tasks.sql: one field of one kind of state, and most tasks are done.
create index if not exists state_items_open_tasks on state_items ((value ->> 'assignee'))
  where key = 'task' and value ->> 'status' = 'open';
