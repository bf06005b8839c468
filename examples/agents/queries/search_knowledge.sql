-- The articles that answer a question best. $1: its words, as one types them into a search engine
select id, slug, title, ts_rank(to_tsvector('english', title || ' ' || body), query) as rank
from knowledge_base, websearch_to_tsquery('english', $1) as query
where to_tsvector('english', title || ' ' || body) @@ query
order by rank desc, id
limit 10;
