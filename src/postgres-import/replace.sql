-- Drops what the application's role owns, but for what the Jobs of this database note in it.
do $$
declare
  one record;
  owned constant text := $sql$
    select classid, objid, described.*
      from pg_shdepend cross join lateral pg_identify_object(classid, objid, objsubid) as described
      where refclassid = 'pg_authid'::regclass and refobjid = current_user::regrole and deptype = 'o'
        and dbid = (select oid from pg_database where datname = current_database())
        and coalesce(described.schema, described.name, '') <> 'cdk8s_database'
        and type not in ('default acl', 'index', 'toast table', 'policy', 'trigger', 'rule')
      -- Schemas and tables take most of the others along.
      order by type <> 'schema', type <> 'table', objid
  $sql$;
begin
  for one in execute owned loop
    -- It may have gone with another.
    continue when not exists (
      select from pg_shdepend
        where classid = one.classid and objid = one.objid and deptype = 'o'
          and dbid = (select oid from pg_database where datname = current_database())
    );
    if one.type = 'large object' then
      perform lo_unlink(one.objid);
    else
      execute format('drop %s %s cascade', case one.type
        when 'composite type' then 'type'
        when 'statistics object' then 'statistics' else one.type end, one.identity);
    end if;
  end loop;
end
$$;
