-- The latest conversations of a user. $1: who
select id, session_id, title, updated_at
from conversations
where user_id = $1
order by updated_at desc
limit 20;
