-- What was answered to a message. $1: its id
select id, sender, kind, payload, created_at
from agent_communications
where reply_to_id = $1
order by id;
