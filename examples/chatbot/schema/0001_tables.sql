-- The tables as the backend's models declare them (backend/app/models.py). A database in which the backend has made them
-- already keeps them as they are.
create table if not exists conversations (
  id serial primary key,
  session_id varchar(255) not null,
  user_id varchar(255),
  title varchar(500),
  created_at timestamp with time zone not null default now(),
  updated_at timestamp with time zone not null default now()
);

create unique index if not exists ix_conversations_session_id on conversations (session_id);

create table if not exists messages (
  id serial primary key,
  conversation_id integer not null,
  question text not null,
  answer text not null,
  context_used text,
  chat_type varchar(50) not null,
  timestamp timestamp with time zone not null default now(),
  constraint messages_conversation_id_fkey foreign key (conversation_id) references conversations (id)
);
