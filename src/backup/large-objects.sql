set search_path = pg_catalog;
do $$
declare
  one record;
begin
  for one in
    select oid from pg_largeobject_metadata
      where lomowner = current_user::regrole
        and not coalesce(lomacl::text like '%cdk8s_database_backup=r%', false)
  loop
    execute format('grant select on large object %s to cdk8s_database_backup', one.oid);
  end loop;
end
$$;
