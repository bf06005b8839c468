#!/bin/sh
# sums.sh: into the file that SUMS names, for each table on standard input its name, its number of rows and a checksum of
# them. A line that begins with MARK has the name of the next table; the last has none. Behind a "~" is the name of one whose
# rows come in any order.
set -eu

LC_ALL=C awk -v mark="$MARK" -v out="$SUMS.new" '
BEGIN {
  FS = "\n"
  # By default, sort takes a part of the memory of the node.
  sorted = "rm -f sorted; { sort --buffer-size=32M --temporary-directory=. --compress-program=gzip && touch sorted; } | " \
    "sha256sum >sum; [ -e sorted ]"
  printf "" > out
}
index($0, mark) == 1 {
  if (name != "") {
    sum = "-"
    if (rows > 0) {
      sum = ""
      if (close(command) == 0) getline sum < "sum"
      close("sum")
      sub(/ .*/, "", sum)
      # Killed, for example for want of memory.
      if (length(sum) != 64) { is_broken = 1; exit }
    }
    printf "%s\t%d\t%s\n", name, rows, sum > out
  }
  name = substr($0, length(mark) + 1)
  command = "sha256sum >sum"
  if (sub(/^~/, "", name)) command = sorted
  rows = 0
  complete = name == ""
  next
}
{ rows++; print | command }
END { exit is_broken || !complete }
'
mv "$SUMS.new" "$SUMS"
