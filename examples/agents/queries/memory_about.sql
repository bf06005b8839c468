-- Everything that is remembered about something. $1: its attributes, for example {"entity": "order-4711"}
select id, agent_name, kind, content, created_at
from memory_items
where attributes @> $1
order by created_at desc
limit 50;
