-- The latest sessions of a user. $1: who
select id, agent_name, goal, status, started_at
from agent_sessions
where user_id = $1
order by started_at desc
limit 20;
