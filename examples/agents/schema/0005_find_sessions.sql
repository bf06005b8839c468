-- queries/sessions_of_user.sql
create index if not exists agent_sessions_by_user on agent_sessions (user_id, started_at desc);

-- queries/abandoned_sessions.sql: nearly all sessions have ended, and those are left out.
create index if not exists agent_sessions_active on agent_sessions (last_active_at) where status = 'active';
