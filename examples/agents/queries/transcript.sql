-- What was said in a session, the last hundred messages. $1: the session's id
select id, sender, recipient, kind, payload, created_at
from agent_communications
where session_id = $1
order by id desc
limit 100;
