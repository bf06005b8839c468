#!/bin/sh
# Installs what the cluster tests run and npm cannot bring: shellcheck, for the scripts in the rendered YAML.
set -eu

command -v shellcheck >/dev/null && exit 0

if ! command -v apt-get >/dev/null || [ "$(id -u)" -ne 0 ]; then
	echo "setup.sh: shellcheck is missing; install it and run the tests again" >&2
	exit 1
fi
apt-get update -qq
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends shellcheck >/dev/null
