-- Who wrote to whom how often, to look into an incident. $1: from, $2: to
select sender, recipient, count(*) as messages, count(*) filter (where kind = 'error') as errors
from agent_communications
where created_at >= $1 and created_at < $2
group by sender, recipient
order by messages desc
limit 20;
