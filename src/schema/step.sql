select count(*) = 0 as migration_is_due
  from cdk8s_database.migration where name = :'migration_name' and applied_at is not null \gset
\if :migration_is_due
  \echo :migration_name
  -- Statement by statement as the synth has read them, by \gexec: psql itself reads nothing of the file, in which it would
  -- find commands of its own where a setting has it take a quote for another.
  \set migration_sql `cat :'migration_file'`
  select count(*) = 0 as migration_is_other from cdk8s_database.migration
    where name = :'migration_name'
      and checksum in (
        select encode(sha256(convert_to(:'migration_sql' || ending, 'UTF8')), 'hex') from unnest(array['', E'\n']) as ending
      ) \gset
  \if :migration_is_other
    do $$ begin raise exception 'the file is not the one that was read'; end $$;
  \endif
  create temporary table migration_statement as
    select number, format('/* %s:%s */ %s', :'migration_name', place[1], substr(:'migration_sql', place[2], place[3])) as text
      from unnest(string_to_array(:'migration_statements', ',')) with ordinality as listed (text, number)
      cross join lateral (select string_to_array(listed.text, '.')::int[] as place) as read;
  \if :migration_concurrently
    -- It waits for every transaction that began before it, which takes as long as it takes.
    set lock_timeout = 0;
    -- A build that was cut short leaves an index that nothing uses, and that IF NOT EXISTS takes for the real one.
    select format('drop index concurrently %s', indexrelid::regclass) as migration_leftover
      from pg_index where indexrelid = to_regclass(:'migration_index') and not indisvalid \gexec
    \set ON_ERROR_STOP off
    select text from pg_temp.migration_statement order by number \gexec
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
    select text from pg_temp.migration_statement order by number \gexec
    -- Not as whoever the migration became.
    reset session authorization;
    update cdk8s_database.migration set applied_at = now() where name = :'migration_name';
    commit;
  \endif
  reset all;
  discard temporary;
\endif
