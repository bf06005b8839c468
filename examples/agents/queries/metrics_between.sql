-- All agents' metrics in a short while, to see which one went wrong. $1: from, $2: to
select agent_name, name, count(*) as times, avg(value) as average, max(value) as most
from agent_metrics
where recorded_at >= $1 and recorded_at < $2
group by agent_name, name
order by agent_name, name;
