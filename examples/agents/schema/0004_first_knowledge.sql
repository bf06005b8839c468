-- What an agent finds on its first day; who has rewritten an article keeps it.
insert into knowledge_base (slug, title, body, tags) values
  (
    'how-to-remember',
    'How to remember',
    'Keep as a fact what will still be true next week, as an episode what happened, as a skill what worked, '
      'and as a summary what a session came to. Give an episode an end: what expires need not be cleaned up by hand.',
    '["memory", "guide"]'
  ),
  (
    'how-to-ask-another-agent',
    'How to ask another agent',
    'Send a request and name the agent that is to answer. The answer names the request it replies to, and an error '
      'says what was tried. Read the inbox before you ask again.',
    '["communication", "guide"]'
  ),
  (
    'how-to-hand-over-a-task',
    'How to hand over a task',
    'Write the task into the state of the session, with the name of its assignee, before you send the request: '
      'whoever takes over finds it there, also when the request is lost.',
    '["communication", "state", "guide"]'
  )
on conflict (slug) do nothing;
