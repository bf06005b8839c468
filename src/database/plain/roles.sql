-- The application's role: exists and is nobody special. Its password is set by ready.sh.
do $$
declare
  -- Without a last line end, which many an editor and tool puts there.
  role text := rtrim(pg_read_file('/run/secrets/database/username'), E'\n');
begin
  if not exists (select from pg_roles where rolname = role) then
    execute format('create role %I', role);
  end if;
  execute format('alter role %I login nosuperuser nocreatedb nocreaterole noreplication nobypassrls', role);
end
$$;

-- Whose database it looks into chooses no names for the superuser: this overrides what the owner sets for the database.
alter role postgres set search_path = '';
