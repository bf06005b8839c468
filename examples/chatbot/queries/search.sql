-- Messages in which all of some words are said. $1: the words
select id, conversation_id, question, answer
from messages
where to_tsvector('simple', question || ' ' || answer) @@ plainto_tsquery('simple', $1)
order by id desc
limit 20;
