# shellcheck shell=sh
# The archive of the running server, sourced by what logs in as the role that makes base backups.
PGUSER=cdk8s_database_base_backup
PGPASSWORD=$(cat "/run/secrets/backup/$PGUSER")
PGDATABASE=postgres
export PGUSER PGPASSWORD PGDATABASE

# running_series: its folder's name, as archive.sh makes it.
running_series() {
  system=$(quiet_psql --command='select system_identifier from pg_control_system()')
  echo "$system${FROM_SNAPSHOT:+-from-$FROM_SNAPSHOT}"
}
