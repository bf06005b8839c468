-- What an agent remembers with all of some words. $1: the agent's name, $2: the words
select id, session_id, kind, content, importance
from memory_items
where agent_name = $1 and to_tsvector('simple', content) @@ plainto_tsquery('simple', $2)
order by importance desc, id desc
limit 20;
