-- queries/history.sql: the messages of a conversation in their order, and the rows that go when it is deleted.
create index concurrently if not exists messages_by_conversation on messages (conversation_id, id);
