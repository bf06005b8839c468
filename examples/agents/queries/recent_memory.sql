-- What was learned last in a session, for the next prompt. $1: the session's id
select id, kind, content, importance, created_at
from memory_items
where session_id = $1
order by created_at desc
limit 50;
