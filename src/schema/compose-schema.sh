#!/bin/sh
# Applies the migrations and stays, so that whoever waits for this service waits for all of them.
set -eu

# As process 1 the shell would ignore what Docker ends a container with.
trap 'exit 143' INT TERM

/bin/sh /etc/schema/migrate.sh &
wait $!
touch /tmp/applied
sleep infinity &
wait $!
