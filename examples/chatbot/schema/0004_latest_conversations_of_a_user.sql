-- queries/latest_conversations.sql: most visitors are nobody in particular, and are left out.
create index concurrently if not exists conversations_by_user on conversations (user_id, updated_at desc)
  where user_id is not null;
