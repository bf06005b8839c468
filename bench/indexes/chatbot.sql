-- The rows of examples/chatbot: three visitors in four are nobody in particular. By the fourth power of a uniform number
-- the busiest tenth of the others has more than half of the conversations, by the square the busiest tenth of the
-- conversations a third of the messages.
insert into conversations (session_id, user_id, title, created_at, updated_at)
select
  'session-' || n,
  case when random() < 0.25 then 'user-' || 1 + floor(:rows / 50 * random() ^ 4) end,
  text,
  created_at,
  created_at + interval '1 day' * random()
from (
  select
    n,
    1 + floor(50000 * random())::int as phrase_id,
    now() - interval '1 year' * (1 - n / (:rows / 5.0)) as created_at
  from generate_series(1, :rows / 5) n
) made
join phrase on phrase.id = phrase_id
order by n;

insert into messages (conversation_id, question, answer, chat_type, timestamp)
select
  conversation_id,
  one.text,
  two.text || ' ' || three.text,
  'general',
  now() - interval '1 year' * (1 - n / :rows.0)
from (
  select
    n,
    1 + floor(:rows / 5 * random() ^ 2)::int as conversation_id,
    1 + floor(50000 * random())::int as one_id,
    1 + floor(50000 * random())::int as two_id,
    1 + floor(50000 * random())::int as three_id
  from generate_series(1, :rows) n
) made
join phrase one on one.id = one_id
join phrase two on two.id = two_id
join phrase three on three.id = three_id
order by n;
