-- What the database was set to, who may connect and how many, as the application's role. A setting that only a superuser
-- may make, and the rights of a role that is not here, are left: the last line names them.
\set manifest `cat beside/manifest.json`
select set_config('cdk8s_database.manifest', :'manifest', false), set_config('cdk8s_database.left', '', false) \g /dev/null
do $$
declare
  manifest constant json := current_setting('cdk8s_database.manifest');
  name constant text := current_database();
  skipped text[] := '{}';
  one record;
  wanted text;
begin
  for one in select * from json_to_recordset(manifest -> 'settings') as setting (name text, value text, role text) loop
    begin
      -- Before the value is that of this session.
      wanted := pg_catalog.format('alter %s set %I from current', case
        when one.role is null then pg_catalog.format('database %I', name)
        else pg_catalog.format('role %I in database %I', one.role, name) end, one.name);
      -- It would end this session.
      if one.name = 'transaction_timeout' then
        execute pg_catalog.replace(wanted, 'from current', pg_catalog.format('to %L', one.value));
        continue;
      end if;
      perform pg_catalog.set_config(one.name, one.value, false);
      execute wanted;
      execute pg_catalog.format('reset %I', one.name);
    exception when others then
      skipped := skipped || one.name;
    end;
  end loop;
  if manifest ->> 'rights' is not null then
    execute format('revoke all on database %I from public', name);
    for one in
      select * from json_to_recordset(manifest -> 'rights') as given (grantee text, privilege text, grantable boolean)
        where privilege in ('CONNECT', 'TEMPORARY', 'CREATE')
    loop
      begin
        execute format('grant %s on database %I to %s%s', one.privilege, name,
          coalesce(quote_ident(one.grantee), 'public'), case when one.grantable then ' with grant option' end);
      exception when others then
        skipped := skipped || coalesce(one.grantee, 'public');
      end;
    end loop;
  end if;
  execute format('alter database %I connection limit %s', name, (manifest ->> 'connectionLimit')::int);
  execute format('comment on database %I is %L', name, manifest ->> 'comment');
  perform set_config('cdk8s_database.left', array_to_string(skipped, ' '), false);
end
$$;
select current_setting('cdk8s_database.left');
