#!/bin/sh
# Completes the files beside the dump.
set -eu

# Of a sequence that went on during the dump, the state is not compared.
diff sequences.before sequences.after >differences || [ $? -eq 1 ]
sed -n 's/^[<>] \([^\t]*\)\t.*/\1/p' differences >moved
awk -F '\t' 'FILENAME == "moved" { moved[$1]; next } !($1 in moved)' moved sequences.after >beside/sequences.tsv
mv tables.tsv beside/
test -s facts.json
touch whole
