-- Whether a table of the application's has a row. Where a policy hides them from their owner, this ends in an error.
set row_security = off;
do $$
declare
  one record;
  found boolean := false;
begin
  for one in
    select nspname, relname from pg_class join pg_namespace on pg_namespace.oid = relnamespace
      where relkind in ('r', 'm') and nspname <> 'information_schema' and nspname <> 'cdk8s_database' and nspname !~ '^pg_'
        and not exists (select from pg_depend where classid = 'pg_class'::regclass and objid = pg_class.oid and deptype = 'e')
  loop
    execute format('select exists (select from only %I.%I)', one.nspname, one.relname) into found;
    exit when found;
  end loop;
  perform set_config('cdk8s_database.has_rows', found::text, false);
end
$$;
select current_setting('cdk8s_database.has_rows')::boolean;
