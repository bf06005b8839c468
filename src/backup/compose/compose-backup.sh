#!/bin/sh
# compose-backup.sh backup | restore [--at BACKUP] [--into DATABASE] [--replace] [--disconnect] [--drop-old]: what the
# containers of a cluster's Job do, one after another.
set -eu

purpose=$1
shift
AT=latest
INTO=
REPLACE=false
DISCONNECT=false
DROP_OLD=false
role=cdk8s_database_$purpose

# refuse TEXT
refuse() {
  echo "$purpose: $1" >&2
  exit 2
}

while [ $# -gt 0 ]; do
  if [ "$purpose" = backup ]; then refuse "\"$1\" is given, and a backup takes no options"; fi
  case $1 in
    --replace) REPLACE=true ;;
    --disconnect) DISCONNECT=true ;;
    --drop-old) DROP_OLD=true ;;
    --at | --into)
      if [ $# -lt 2 ]; then refuse "$1 needs a value"; fi
      if [ "$1" = --at ]; then AT=$2; else INTO=$2; fi
      shift
      ;;
    *) refuse "\"$1\" is not an option; there are --at, --into, --replace, --disconnect and --drop-old" ;;
  esac
  shift
done

case $AT in
  latest | [0-9][0-9][0-9][0-9][0-9][0-9][0-9][0-9]T[0-9][0-9][0-9][0-9][0-9][0-9]Z) ;;
  [0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][T\ ]*)
    AT="<=$(date --utc --date="$AT" +%Y%m%dT%H%M%SZ)" || refuse "--at is no time"
    ;;
  *) refuse "--at is \"$AT\"; allowed: latest, a backup's name, or a time such as \"2026-11-28 10:00\" (UTC)" ;;
esac
case $INTO in
  '') ;;
  "$PGDATABASE") refuse "--into is the application's database; give another name" ;;
  [!a-z_]* | *[!a-z0-9_]* | pg_* | postgres | template[01] | cdk8s_database_*)
    refuse "--into is \"$INTO\"; allowed: a to z, 0 to 9 and \"_\", and not a name that the server uses"
    ;;
esac
if [ -n "$INTO" ] && [ "$REPLACE$DISCONNECT$DROP_OLD" != falsefalsefalse ]; then
  refuse "--into leaves the present database alone, and the other options are about it; remove them"
fi
export AT INTO REPLACE DISCONNECT DROP_OLD

sh "$PROGRAM/prepare.sh" "$role"
# A backup never needs the application's password where it works.
if [ "$purpose" = backup ]; then rm /run/secrets/database/password; fi
exec sh "$PROGRAM/$purpose.sh"
