select format('disconnected %s sessions', count(*) filter (where pg_terminate_backend(pid)))
  from pg_stat_activity
  where datname = :'live' and usename = :'owner';
