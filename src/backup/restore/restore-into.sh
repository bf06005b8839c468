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

# entries LIST OPTION...: what the list has of the dump on standard input, as SQL for a session that has its search_path. A newer
# pg_restore sets what an older server does not have, in its first lines.
entries() {
  uses=$1
  shift
  rm -f written
  { pg_restore --file=- --no-owner --enable-row-security --use-list="$uses" "$@" 2>said.restore && touch written; } |
    sed "1,30{/^SET transaction_timeout = 0;\$/d; /^SELECT pg_catalog.set_config('search_path', '', false);\$/d}"
}

# sql_into OPTION...: SQL into the database, to its first error.
sql_into() {
  quiet_psql --set=VERBOSITY=verbose "$@" --file=- >/dev/null 2>said || touch stopped
  if [ ! -e written ] || [ -e stopped ]; then
    complain said
    complain said.restore
    return 1
  fi
}

# give_rights: those of the dump on standard input. They are the last, as whoever owns a table may have taken some from itself
# that foreign keys and the comparison need. The owner gives all of them: another role that has passed one on cannot do it again
# here. Those of a superuser's are left: of PostgreSQL's own tables, and for what another role will make.
give_rights() {
  grep '^[0-9]*; [0-9]* [0-9]* \(DEFAULT \)\?ACL ' list >rights || true
  entries rights | sed '/^\(RE\)\?SET SESSION AUTHORIZATION\b/d' | sql_into --set=ON_ERROR_STOP=0
  if grep -q ' ERROR:  ' said; then
    complain said
    echo "$PURPOSE: these rights are not restored, since they are not the application's role's to give" >&2
  fi
}

# head_of NAME: the dump, for a reader that may end at the rows, which are the last in it.
head_of() { read_dump "$1" 2>/dev/null || true; }

# restore_into NAME: into PGDATABASE, as PGUSER, and compared with what the backup's tables were.
restore_into() {
  rm -f stopped list
  # Where a role that the dump's GRANTs name is not there, none of them is restored.
  are_given=true
  manifest grantees >wanted.roles
  quiet_psql --command='select rolname from pg_catalog.pg_roles' >roles
  if grep -Fvxq -f roles wanted.roles; then
    are_given=false
    echo "$PURPOSE: no GRANT is restored, since roles that they name are not here: $(grep -Fvx -f roles wanted.roles | tr '\n' ' ')" >&2
  fi
  quiet_psql --command="select nspname from pg_catalog.pg_namespace where nspname <> 'public'" >schemas
  quiet_psql --command='select extname from pg_catalog.pg_extension where extowner <> current_user::regrole' >extensions
  # Only a superuser may make or comment on these; extensions that are there have their comments, and some their schema.
  head_of "$1" | pg_restore --list |
    sed '/^[0-9]*; [0-9]* [0-9]* \(EVENT TRIGGER\|COMMENT - EVENT TRIGGER\) /d' |
    awk '
      FILENAME == "schemas" { there[$0]; next }
      FILENAME == "extensions" { made[$0]; next }
      $4 " " $5 " " $6 == "COMMENT - EXTENSION" && $7 in made { next }
      # "12; 2615 16385 SCHEMA - NAME OWNER". A name may have spaces in it, and who owns the schema of an extension has none.
      $4 == "SCHEMA" {
        name = substr($0, index($0, " SCHEMA - ") + 10)
        sub(/ [^ ]*$/, "", name)
        if (name in there) next
      }
      { print }' schemas extensions - >list
  head_of "$1" | entries list --no-privileges --section=pre-data | sql_into
  # "tee -p" goes on to the end for the checksum, when pg_restore needs no more. Only rows are read here, which name everything by
  # its schema. What a CHECK of theirs calls may not, and finds it as in the application's own sessions.
  rm -f to.sum read copied
  mkfifo to.sum
  sha256sum <to.sum >sum &
  { read_dump "$1" && touch read; } | { tee -p to.sum && touch copied; } |
    entries list --no-privileges --section=data | sql_into --file="$PROGRAM/own-path.sql"
  # Of a tee that was killed before it opened its pipe, the reader would wait for ever.
  [ -e copied ]
  wait
  [ -e read ]
  if [ "$(cut -d ' ' -f 1 sum)" != "$(sed -n 's/  dump$//p' beside/SHA256SUMS)" ]; then
    echo "$PURPOSE: the dump is not the one that was published" >&2
    return 1
  fi

  # It is there before, and the server's own.
  if cut -d ' ' -f 4- list | grep -Fqx "SCHEMA - public $(manifest owner)"; then
    quiet_psql --command='alter schema public owner to current_user' 2>/dev/null ||
      echo "$PURPOSE: the owner of the schema public stays the server, as before PostgreSQL 15 only a superuser may change it" >&2
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

  head_of "$1" | entries list --no-privileges --section=post-data | sql_into
  if [ "$are_given" = true ]; then head_of "$1" | give_rights; fi
  # For its plans; autovacuum would come to it later.
  quiet_psql --command='set client_min_messages = error; analyze' || true
}
