-- The next rows to be deleted since their time is over. $1: now
select id
from memory_items
where expires_at <= $1
order by expires_at
limit 1000;
