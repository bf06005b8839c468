#!/bin/sh
# Says "same" where both databases have the same tables, with the same rows, and the same sequences; else the differences
# are in the file of that name.
set -eu

# differ BEFORE AFTER
differ() {
  if diff "$1" "$2" | sed -n 's/^< /there: /p; s/^> /here:  /p' >differences; [ -s differences ]; then exit; fi
}

differ source.sums target.sums
# One that went on during the dump has the state of some moment of it.
diff sequences.before sequences.after | sed -n 's/^[<>] \([^\t]*\)\t.*/\1/p' | sort -u >moved
for side in sequences.before sequences; do
  awk -F '\t' 'FILENAME == "moved" { moved[$1]; next } !($1 in moved)' moved "$side" >"$side.still"
done
differ sequences.before.still sequences.still
echo same
