-- What an agent has not read yet, oldest first. $1: the agent's name
select id, session_id, sender, kind, payload, created_at
from agent_communications
where recipient = $1 and read_at is null
order by created_at
limit 50;
