-- The history of a session. $1: its id
select messages.*
from messages
join conversations on conversations.id = messages.conversation_id
where conversations.session_id = $1
order by messages.id;
