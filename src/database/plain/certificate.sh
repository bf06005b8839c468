#!/bin/sh
# Makes the certificate of this pod's server and its key, in memory: they end with the pod.
set -eu

umask 077
# What it says of its progress is for nobody, of an error for whoever reads the log.
if ! said=$(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 3650 -subj /CN=postgresql \
  -keyout /run/secrets/tls/tls.key -out /run/secrets/tls/tls.crt 2>&1); then
  echo "certificate.sh: $said" >&2
  exit 1
fi
