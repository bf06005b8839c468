-- A metric of an agent as a chart, day by day. $1: the agent's name, $2: the metric's, $3: since when
select date_trunc('day', recorded_at) as day, avg(value) as average, max(value) as most
from agent_metrics
where agent_name = $1 and name = $2 and recorded_at >= $3
group by day
order by day;
