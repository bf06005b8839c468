-- As the models' "delete-orphan" does, also for who deletes without them.
alter table messages
  drop constraint messages_conversation_id_fkey,
  add constraint messages_conversation_id_fkey
    foreign key (conversation_id) references conversations (id) on delete cascade;
