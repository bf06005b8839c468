# shellcheck shell=sh
# The dump into an empty database, sourced. Its SQL is the application's, and runs as the role that is logged in.

# complain FILE: what a server said, without values: what stands in a row may be a secret, and so may what a function says.
complain() {
  sed -n -e '/ERROR:  P0/s/^psql:[^ ]* \(ERROR:  P0...\): .*/\1: a function of the database has raised an error/p' \
    -e '/ERROR:  P0/d' \
    -e '/^psql:[^ ]* \(ERROR\|FATAL\)/{s/^psql:[^ ]* //;s/: ".*/: (a value)/;s/value ".*/(a value)/;p;}' \
    -e '/^\(SCHEMA\|TABLE\|COLUMN\|CONSTRAINT\) NAME:/p' -e 's/^CONTEXT:  \(COPY [^,]*, line [0-9]*\).*/\1/p' \
    -e '/^pg_restore: error/p' "$1" >&2
}

# section_into NAME SECTION...: those sections of the dump. A newer pg_restore sets what an older server does not have, in
# its first lines. "tee -p" goes on to the end for the checksum, when pg_restore needs no more.
section_into() {
  name=$1
  shift
  rm -f to.sum said read copied written
  mkfifo to.sum
  sha256sum <to.sum >sum &
  { read_dump "$name" && touch read; } | { tee -p to.sum && touch copied; } |
    { pg_restore --file=- --no-owner ${privileges:+"$privileges"} --enable-row-security --use-list=list "$@" 2>said.restore && touch written; } |
    sed '1,30{/^SET transaction_timeout = 0;$/d}' |
    quiet_psql --set=VERBOSITY=verbose --file=- >/dev/null 2>said || touch stopped
  # Who waits for one that was killed before it opened the pipe would wait for ever.
  if [ -e copied ]; then wait; fi
  if [ ! -e copied ] || [ ! -e read ] || [ ! -e written ] || [ -e stopped ]; then
    complain said
    complain said.restore
    return 1
  fi
}

# restore_into NAME: into PGDATABASE, as PGUSER, and compared with what the backup's tables were.
restore_into() {
  rm -f stopped list
  # Where a role that the dump's GRANTs name is not there, none of them is restored.
  privileges=
  manifest grantees >wanted.roles
  quiet_psql --command='select rolname from pg_catalog.pg_roles' >roles
  if grep -Fvxq -f roles wanted.roles; then
    privileges=--no-privileges
    echo "$PURPOSE: no GRANT is restored, since roles that they name are not here: $(grep -Fvx -f roles wanted.roles | tr '\n' ' ')" >&2
  fi
  quiet_psql --command="select nspname from pg_catalog.pg_namespace where nspname <> 'public'" >schemas
  # Only a superuser may make or comment on these; extensions bring their own comments, and some their schema.
  { read_dump "$1" 2>/dev/null || true; } | pg_restore --list |
    sed '/^[0-9]*; [0-9]* [0-9]* \(EVENT TRIGGER\|COMMENT - EVENT TRIGGER\|COMMENT - EXTENSION\) /d' |
    awk '
      FILENAME == "schemas" { there[$0]; next }
      # "12; 2615 16385 SCHEMA - NAME OWNER". A name may have spaces in it, and who owns the schema of an extension has none.
      $4 == "SCHEMA" {
        name = substr($0, index($0, " SCHEMA - ") + 10)
        sub(/ [^ ]*$/, "", name)
        if (name in there) next
      }
      { print }' schemas - >list
  section_into "$1" --section=pre-data --section=data
  if [ "$(cut -d ' ' -f 1 sum)" != "$(sed -n 's/  dump$//p' beside/SHA256SUMS)" ]; then
    echo "$PURPOSE: the dump is not the one that was published" >&2
    return 1
  fi

  rm -f tables.tsv
  MARK=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
  export MARK
  quiet_psql --set=mark="$MARK" --set=except= --file="$PROGRAM/sums.sql" >/dev/null
  quiet_psql --set=except= --file="$PROGRAM/sequences.sql" >/dev/null
  awk -F '\t' 'FILENAME == ARGV[1] { wanted[$1]; next } $1 in wanted' beside/sequences.tsv sequences >sequences.tsv
  for one in tables.tsv sequences.tsv; do
    if ! diff "beside/$one" "$one" >differences; then
      sed -n 's/^< /backup: /p; s/^> /here:   /p' differences >&2
      return 1
    fi
  done

  section_into "$1" --section=post-data
  # For its plans; autovacuum would come to it later.
  quiet_psql --command='set client_min_messages = error; analyze' || true
}
