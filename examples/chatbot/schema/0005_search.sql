-- queries/search.sql: whole words of any language, so none is taken for an ending of another.
create index concurrently if not exists messages_by_words
  on messages using gin (to_tsvector('simple', question || ' ' || answer));
