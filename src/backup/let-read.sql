-- What the database's owner alone can let the backup's role do: connect, where that is not everybody's, and read large
-- objects, which pg_read_all_data does not include.
do $$
declare
  one record;
begin
  if not has_database_privilege('cdk8s_database_backup', current_database(), 'connect') then
    execute format('grant connect on database %I to cdk8s_database_backup', current_database());
  end if;
  for one in
    select oid from pg_largeobject_metadata
      where lomowner = current_user::regrole
        and not coalesce(lomacl::text like '%cdk8s_database_backup=r%', false)
  loop
    execute format('grant select on large object %s to cdk8s_database_backup', one.oid);
  end loop;
end
$$;
