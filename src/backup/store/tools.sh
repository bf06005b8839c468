#!/bin/sh
# Copies restic, which is one file, and the certificates of public authorities to where the server's image finds them.
set -eu

cp -L "$(command -v restic)" /tools/restic
cp -L /etc/ssl/certs/ca-certificates.crt /tools/
