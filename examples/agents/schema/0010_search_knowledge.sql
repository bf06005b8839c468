-- queries/search_knowledge.sql: articles are English, and "orders" finds "order".
create index if not exists knowledge_base_by_words
  on knowledge_base using gin (to_tsvector('english', title || ' ' || body));

-- queries/knowledge_tagged.sql asks for the elements of an array, which the smaller jsonb_path_ops cannot answer.
create index if not exists knowledge_base_by_tags on knowledge_base using gin (tags);
