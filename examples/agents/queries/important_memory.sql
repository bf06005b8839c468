-- What matters most to an agent, of one kind. $1: the agent's name, $2: the kind
select id, content, importance, created_at
from memory_items
where agent_name = $1 and kind = $2
order by importance desc, created_at desc
limit 20;
