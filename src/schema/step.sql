select count(*) = 0 as migration_is_due
  from cdk8s_database.migration where name = :'migration_name' and applied_at is not null \gset
\if :migration_is_due
  \echo :migration_name
  \if :migration_concurrently
    -- It waits for every transaction that began before it, which takes as long as it takes.
    set lock_timeout = 0;
    -- A build that was cut short leaves an index that nothing uses, and that IF NOT EXISTS takes for the real one.
    select format('drop index concurrently %s', indexrelid::regclass) as migration_leftover
      from pg_index where indexrelid = to_regclass(:'migration_index') and not indisvalid \gexec
    \set ON_ERROR_STOP off
    \i :migration_file
    \set migration_failed :ERROR
    \set ON_ERROR_STOP on
    \if :migration_failed
      select format('drop index concurrently %s', indexrelid::regclass) as migration_leftover
        from pg_index where indexrelid = to_regclass(:'migration_index') and not indisvalid \gexec
      do $$ begin raise exception 'the index was not built'; end $$;
    \endif
    update cdk8s_database.migration set applied_at = now() where name = :'migration_name';
  \else
    begin;
    \i :migration_file
    -- Not as whoever the migration became.
    reset session authorization;
    update cdk8s_database.migration set applied_at = now() where name = :'migration_name';
    commit;
  \endif
  reset all;
  discard temporary;
\endif
