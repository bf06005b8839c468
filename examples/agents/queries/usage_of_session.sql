-- What a session has cost, by metric. $1: its id
select name, count(*) as times, sum(value) as total
from agent_metrics
where session_id = $1
group by name
order by name;
