-- What the database's owner alone can let the backup's role do: connect, where that is not everybody's.
do $$
begin
  if not has_database_privilege('cdk8s_database_backup', current_database(), 'connect') then
    execute format('grant connect on database %I to cdk8s_database_backup', current_database());
  end if;
end
$$;
