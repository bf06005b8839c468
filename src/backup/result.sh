# shellcheck shell=sh
# The Job's result, sourced: one line of JSON that "cdk8s-database status" reads, in the pod's termination message, or in the
# file that RESULT names. What a server says stays in the log: it may quote a row.
RESULT=${RESULT:-/dev/termination-log}

# step TEXT: what it means if the program ends now.
step() { step=$1; }

# refuse TEXT: ends the program, and says why.
refuse() {
  step "$1"
  exit 1
}

# result JSON
result() {
  printf '%s' "$1" >"$RESULT"
  step=
}

# cleanup: what a program has to end; it may define its own.
cleanup() { :; }

ended() {
  status=$?
  if [ "$status" -ne 0 ] && [ -n "$step" ]; then
    printf '{"error":"%s"}' "$step" >"$RESULT"
    echo "$PURPOSE: $step" >&2
  fi
  # Last: whoever ends the pod does not wait for long.
  cleanup
  exit "$status"
}

step "it could not start"
trap ended EXIT
trap 'step "it was stopped"; exit 143' TERM INT
