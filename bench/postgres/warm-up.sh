# warm-up.sh FOLDER MEBIBYTES: reads the data from one end to the other, as much as the memory could hold.
set -eu
find "$1/base" -type f -size +100k | sort | xargs cat | head -c "$2M" >/dev/null
