#!/bin/sh
# upgrade-plan.sh FOLDER SUPERUSERS < LIST: in which order, and as whom, the entries of a dump are restored. LIST is
# pg_restore's, with the dependencies. Lists for pg_restore are put into FOLDER.
#
#   create     the superuser    the database, with its own settings and grants
#   early      the superuser    schemas, extensions and all that superusers own and that needs nothing of others
#   runs       each owner       what is its own; a line "LIST LOGIN" each, in the order of the dump
#   late       the superuser    grants and default privileges, of which no expression is a part
#   refreshes  each owner       materialized views, which need the grants
#   last       the superuser    event triggers
#
# What superusers own and what needs something of somebody else's comes among the runs, if making it evaluates nothing:
# a view, say. A table would: its rows are checked by functions that are not the superuser's.
set -eu

awk -v folder="$1" -v superusers="$2" '
BEGIN { while ((getline name < superusers) > 0) is_superuser[name] = 1 }

/^[0-9]+; [0-9]+ [0-9]+ / {
  id = $1; sub(/;.*/, "", id)
  order[++entries] = id
  line[id] = $0
  entry[id] = $0; sub(/^[0-9]+; [0-9]+ [0-9]+ /, "", entry[id])
  # No owner has a blank in its name: those are refused before.
  owner[id] = entry[id]; sub(/.* /, "", owner[id])
}
/^;\tdepends on:/ { needs[id] = $0 }

function put(list, id) { print line[id] > (folder "/" list) }

# A run is a list of its own as long as the login stays the same.
function run(plan, login, id) {
  if (login != login_of[plan]) {
    login_of[plan] = login
    list_of[plan] = plan "." ++runs
    print list_of[plan], login > (folder "/" plan)
  }
  put(list_of[plan], id)
}

function refuse(why, id) {
  print "upgrade-plan.sh: " why ": " entry[id] > "/dev/stderr"
  refused = 1
}

function flush_function_grants(   i) {
  for (i = 1; i <= function_grants; i++) run("runs", "postgres", function_grant[i])
  function_grants = 0
}

END {
  for (i = 1; i <= entries; i++) {
    id = order[i]; what = entry[id]; who = owner[id]
    if (what ~ /^(ENCODING|STDSTRINGS|SEARCHPATH) /) continue
    if (what ~ /^(DATABASE|DATABASE PROPERTIES|(ACL|COMMENT|SECURITY LABEL) - DATABASE) /) { put("create", id); continue }
    if (what ~ /^(SCHEMA|EXTENSION|COMMENT - SCHEMA|COMMENT - EXTENSION) /) { put("early", id); continue }
    if (what ~ /^(DEFAULT ACL|ACL - SCHEMA) /) { put("late", id); continue }

    is_own = who == "" || who in is_superuser
    if (!is_own) others[id] = 1
    else {
      count = split(needs[id], need, " ")
      for (n = 3; n <= count; n++) if (need[n] in others) others[id] = 1
    }
    if (who ~ /^pg_/ && what !~ /^(ACL|COMMENT) /) {
      refuse("belongs to a role of PostgreSQL as whom nobody can log in; give it another owner", id)
      continue
    }

    if (what ~ /^(EVENT TRIGGER|COMMENT - EVENT TRIGGER) / && !(id in others)) put("last", id)
    else if (is_own && !(id in others) && what !~ /^BLOBS /) put("early", id)
    else if (is_own) {
      if (what ~ /^(ACL|BLOBS|CAST|COMMENT|FUNCTION|PROCEDURE|PUBLICATION TABLE|PUBLICATION TABLES IN SCHEMA|RULE|STATISTICS|TRIGGER|VIEW) /)
        run("runs", "postgres", id)
      else refuse("belongs to a superuser and needs what does not, whose functions would run as the superuser; give it the same owner by ALTER … OWNER TO, or drop it", id)
    }
    # Before any function can be called by another role: what is nobody else'"'"'s to call stays so.
    else if (what ~ /^ACL .+ (FUNCTION|PROCEDURE|AGGREGATE) /) function_grant[++function_grants] = id
    else if (what ~ /^ACL /) put("late", id)
    else if (what ~ /^MATERIALIZED VIEW DATA /) run("refreshes", who, id)
    else {
      if (what ~ /^TABLE DATA /) flush_function_grants()
      run("runs", who, id)
    }
  }
  flush_function_grants()
  exit refused
}'
