-- The sessions that have written a key last. $1: the key
select session_id, updated_at
from state_items
where key = $1
order by updated_at desc
limit 100;
