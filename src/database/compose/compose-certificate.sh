#!/bin/sh
# Makes the server's certificate once, and keeps it on the volume with the data.
set -eu

kept=$DATA_VOLUME/tls
if [ -d "$kept" ]; then exit 0; fi

umask 077
/bin/sh /etc/postgresql/certificate.sh
# Made aside and renamed when whole: what ends halfway is done again.
rm -rf "$kept.new"
mkdir "$kept.new"
cp /run/secrets/tls/tls.* "$kept.new"
mv "$kept.new" "$kept"
