# shellcheck shell=sh
# Sourced by start.sh before the server starts. A new database of a restore begins as a copy of cdk8s_database_template: it
# has the extensions that only a superuser makes, in the schemas where the application's database has them.

# template_sql DATABASE: its SQL, from standard input. In single-user mode a statement ends at an empty line.
template_sql() {
  run_sql "$PGDATA" "$1" -c search_path=pg_catalog -c statement_timeout=0 -c log_min_error_statement=panic -c exit_on_error=on
}

make_template() {
  made=/var/run/postgresql/template
  rm -f "$made".*
  # As numbers: a schema's name is the application's choice, and is never a part of a statement here.
  cat <<'SQL' | template_sql "$PGDATABASE"
create temporary table wanted as
  select encode(convert_to(coalesce(json_agg(json_build_object('name', extname, 'schema', nspname) order by pg_extension.oid), '[]')::text, 'UTF8'), 'hex') as list
    from pg_extension join pg_namespace on pg_namespace.oid = extnamespace join pg_roles on pg_roles.oid = extowner
    where rolsuper and extname <> 'plpgsql';

copy (select list from wanted) to '/var/run/postgresql/template.list';

copy (
  select case when datdba <> 10 then 'taken' when datistemplate and shobj_description(oid, 'pg_database') = (select md5(list) from wanted) then 'made' else 'old' end
    from pg_database where datname = 'cdk8s_database_template'
) to '/var/run/postgresql/template.state';

SQL
  case $(cat "$made.state") in
    made) return 0 ;;
    taken)
      echo "start.sh: somebody has made a database cdk8s_database_template; restores are made without" >&2
      return 0
      ;;
  esac
  cat <<'SQL' | template_sql postgres
update pg_database set datistemplate = false where datname = 'cdk8s_database_template';

drop database if exists cdk8s_database_template;

create database cdk8s_database_template template template0 encoding 'UTF8' lc_collate 'C.UTF-8' lc_ctype 'C.UTF-8';

SQL
  cat <<'SQL' | template_sql cdk8s_database_template
do $$
declare
  owner constant text := rtrim(pg_read_file('/run/secrets/database/username'), E'\n');
  list constant json := convert_from(decode(rtrim(pg_read_file('/var/run/postgresql/template.list'), E'\n'), 'hex'), 'UTF8');
  one record;
begin
  for one in select * from json_to_recordset(list) as extension (name text, schema text) loop
    if to_regnamespace(quote_ident(one.schema)) is null then
      execute format('create schema %I authorization %I', one.schema, owner);
    end if;
    execute format('create extension if not exists %I schema %I cascade', one.name, one.schema);
  end loop;
end
$$;

SQL
  cat <<'SQL' | template_sql postgres
alter database cdk8s_database_template is_template true allow_connections false;

do $$
begin
  execute format('comment on database cdk8s_database_template is %L', md5(rtrim(pg_read_file('/var/run/postgresql/template.list'), E'\n')));
end
$$;

SQL
}

# Not in a condition: "set -e" would not hold in the function.
status=0
(set -e; make_template) & wait "$!" || status=$?
if [ "$status" -ne 0 ]; then
  echo "start.sh: the template of restores could not be made; a backup with such extensions cannot be restored" >&2
fi
