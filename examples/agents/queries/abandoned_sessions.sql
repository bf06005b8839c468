-- Sessions that nobody has ended and in which nothing has happened for long. $1: since when
select id, agent_name, last_active_at
from agent_sessions
where status = 'active' and last_active_at < $1
order by last_active_at
limit 100;
