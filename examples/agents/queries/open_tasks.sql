-- The tasks that wait for an agent, in whatever session, longest first. $1: the agent's name
select session_id, value, updated_at
from state_items
where key = 'task' and value ->> 'status' = 'open' and value ->> 'assignee' = $1
order by updated_at
limit 100;
