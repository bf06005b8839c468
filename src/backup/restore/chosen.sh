# shellcheck shell=sh
# Which backup, and whether it is as it was published, sourced.

# choose AT: "latest", a backup's name, or "<=" and a name: the last one that is not later. Nothing if there is none.
choose() {
  case $1 in
    # One that a wrong clock has dated later than now would be the latest for ever.
    latest) limit=$(name_of $(($(date +%s) + 3600))) ;;
    '<='*) limit=${1#<=} ;;
    *)
      names | grep -Fx -e "$1" || true
      return
      ;;
  esac
  names | awk -v at="$1" -v limit="$limit" '
    { last = $0 }
    $0 <= limit { found = $0 }
    END { if (found == "" && at == "latest") found = last; if (found != "") print found }'
}

# fetch_checked NAME: its files are in beside/, and each is the one that the backup's checksums are of.
fetch_checked() {
  rm -rf beside
  mkdir beside
  fetch "$1" "$PWD/beside"
  # A link could lead to a secret of the pod's, and what differs is shown.
  [ -z "$(find beside -mindepth 1 ! -type f)" ]
  for file in dump globals.sql manifest.json sequences.tsv tables.tsv; do
    grep -q "^[0-9a-f]\{64\}  $file\$" beside/SHA256SUMS
  done
  (cd beside && grep -x '[0-9a-f]\{64\}  [a-z]*\.[a-z]*' SHA256SUMS | sha256sum --check --quiet >&2)
}

# manifest FIELD: of the manifest, as text; a list is separated by line ends. It is read by psql: as an argument it would
# have 128 KiB at the most.
manifest() {
  quiet_psql --set=field="$1" --file=- <<'SQL'
\set manifest `cat beside/manifest.json`
set search_path = pg_catalog;
select coalesce(item, field #>> '{}')
  from (select :'manifest'::json -> :'field' as field) as found
    left join lateral json_array_elements_text(case json_typeof(field) when 'array' then field end) as one (item) on true
  where item is not null or json_typeof(field) <> 'array';
SQL
}
