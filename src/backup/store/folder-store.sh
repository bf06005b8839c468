# shellcheck shell=sh
# A store that is a folder, sourced. A backup is a folder named after its moment; a name that a backup can have is that of a
# whole one, whatever ends this: it gets that name last, and loses it first.
store=$STORE_FOLDER/$INSTANCE

# open_store: a backup waits for another one into the same folder. What runs that were killed have left goes first: on a
# full volume nothing else would fit.
open_store() {
  mkdir -p "$store"
  if [ "$PURPOSE" != backup ]; then return; fi
  exec 9>"$store/.lock"
  flock 9
  rm -rf "$store"/.*.gone
  for left in "$store"/.*.partial; do
    left_name=$(basename "$left" .partial)
    if is_name "${left_name#.}"; then rm -rf "$left"; fi
  done
}

# begin NAME COMMAND...: keeps what COMMAND writes to standard output as the dump.
begin() {
  name=$1
  shift
  if [ -e "$store/$name" ]; then
    echo "folder-store.sh: there is a backup $name already" >&2
    return 1
  fi
  mkdir "$store/.$name.partial"
  "$@" >"$store/.$name.partial/dump"
}

# read_new NAME, read_dump NAME: the dump, before and after it is published.
read_new() { cat "$store/.$1.partial/dump"; }
read_dump() { cat "$store/$1/dump"; }

# publish NAME FOLDER: with the files of FOLDER beside it.
publish() {
  partial=$store/.$1.partial
  cp "$2"/* "$partial/"
  sync "$partial"/* "$partial"
  mv -T "$partial" "$store/$1"
  sync "$store"
}

# abandon NAME: what has not been published.
abandon() { rm -rf "$store/.$1.partial"; }

# names: those of all backups, the oldest first.
names() {
  for one in "$store"/*/; do
    one=$(basename "$one")
    if is_name "$one"; then echo "$one"; fi
  done
}

# fetch NAME FOLDER: the files beside the dump.
fetch() {
  for file in "$store/$1"/*; do
    if [ "$(basename "$file")" != dump ]; then cp -P "$file" "$2/"; fi
  done
}

drop() {
  mv -T "$store/$1" "$store/.$1.gone"
  rm -rf "$store/.$1.gone"
}

close_store() { :; }
