-- The application's role: exists, is nobody special, and logs in with the password that the Secret holds now.
-- An error is raised anew without its context, which would put the statement, password included, into the log.
do $$
declare
  -- Without a last line end, which many an editor and tool puts there.
  role text := rtrim(pg_read_file('/run/secrets/database/username'), E'\n');
begin
  if not exists (select from pg_roles where rolname = role) then
    execute format('create role %I', role);
  end if;
  execute format(
    'alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls password %L',
    role, rtrim(pg_read_file('/run/secrets/database/password'), E'\n'));
exception when others then
  raise exception 'the role "%" could not be set up: %', role, sqlerrm;
end
$$;
