"""Takes a VolumeSnapshot of the database's volume, waits until it can be used, and then removes those that are too old.

The result is a line of JSON in the log, and the container's termination message.
"""

import json
import os
import signal
import sys
import time
from pathlib import Path

from api import Refused, Snapshots, Stop
from retention import expired, failed, moment_of, name_at

CLAIM = os.environ["CLAIM"]
INSTANCE = os.environ["INSTANCE"]
KEEP = int(os.environ["KEEP"])
WAIT = int(os.environ["WAIT_SECONDS"])
# An error that the snapshot controller tells may pass by itself: it tries again.
ERROR = int(os.environ["ERROR_SECONDS"])
SERIES = "cdk8s-database/snapshots-of"
TAKEN_BY = "cdk8s-database/taken-by"
MESSAGE = Path("/dev/termination-log")

snapshots = Snapshots()


def say(text):
    print(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {text}", flush=True)


def wanted(name):
    snapshot_class = os.environ.get("SNAPSHOT_CLASS")
    return {
        "apiVersion": "snapshot.storage.k8s.io/v1",
        "kind": "VolumeSnapshot",
        "metadata": {
            "name": name,
            # Not app.kubernetes.io/instance, by which Argo CD may take an object for its own, and prune it.
            "labels": {"app.kubernetes.io/managed-by": "cdk8s-database", SERIES: INSTANCE},
            "annotations": {TAKEN_BY: os.uname().nodename},
        },
        "spec": {
            "source": {"persistentVolumeClaimName": CLAIM},
            **({"volumeSnapshotClassName": snapshot_class} if snapshot_class else {}),
        },
    }


def create(name):
    try:
        return snapshots.create(wanted(name))
    except Refused as refused:
        if refused.status != 409:
            raise
    # That of another pod, or this one's, whose answer was lost.
    there = snapshots.get(name)
    if there["metadata"].get("annotations", {}).get(TAKEN_BY) != os.uname().nodename:
        raise Stop(f"VolumeSnapshot {name} is there already")
    return there


def status_of(snapshot):
    return snapshot.get("status") or {}


def is_ready(snapshot):
    return status_of(snapshot).get("readyToUse") is True


def until_ready(name, uid):
    since = time.monotonic()
    erring = None
    while True:
        snapshot = snapshots.get(name)
        if snapshot["metadata"]["uid"] != uid or "deletionTimestamp" in snapshot["metadata"]:
            raise Stop(f"VolumeSnapshot {name} was deleted before it was ready")
        if is_ready(snapshot):
            return snapshot
        status, now = status_of(snapshot), time.monotonic()
        error = (status.get("error") or {}).get("message")
        erring = (erring or now) if error else None
        if error and now - erring >= ERROR:
            give_up(name, uid)
            raise Stop(f"VolumeSnapshot {name} of PersistentVolumeClaim {CLAIM} fails: {error}")
        if now - since >= WAIT:
            if "creationTime" in status:
                raise Stop(f"VolumeSnapshot {name} is taken, but not ready after {WAIT} seconds; it is left to become so")
            give_up(name, uid)
            raise Stop(f"nobody has taken VolumeSnapshot {name} in {WAIT} seconds; is the snapshot controller there?")
        time.sleep(min(2, ERROR, WAIT))


def give_up(name, uid):
    """What is taken later than its name says must not look like a good one."""
    try:
        snapshots.delete(name, uid)
    except Stop as stop:
        say(f"VolumeSnapshot {name} is left: {stop}")


def remove_old(series, made):
    """What goes is that of this database alone: by label and by name."""
    in_use = os.environ.get("IN_USE")
    dated = {}
    for snapshot in series:
        name = snapshot["metadata"]["name"]
        moment = moment_of(INSTANCE, name)
        if moment is not None and name != in_use and "deletionTimestamp" not in snapshot["metadata"]:
            dated[moment] = snapshot
    ready = [moment for moment, snapshot in dated.items() if is_ready(snapshot)]
    unready = [moment for moment, snapshot in dated.items() if not is_ready(snapshot)]
    gone, problems = [], []
    for moment in sorted([*expired(ready, made, KEEP), *failed(unready, made, WAIT)]):
        metadata = dated[moment]["metadata"]
        try:
            snapshots.delete(metadata["name"], metadata["uid"])
            gone.append(metadata["name"])
            say(f"{metadata['name']} has gone, as {'too old' if moment in ready else 'it never became ready'}")
        except Stop as stop:
            problems.append(f"{metadata['name']}: {stop}")
    return gone, problems


def main():
    since = time.monotonic()
    # First of all what is not allowed shows, and the API server's clock.
    name = name_at(INSTANCE, snapshots.list(f"{SERIES}={INSTANCE}").time)
    uid = create(name)["metadata"]["uid"]
    say(f"VolumeSnapshot {name} of PersistentVolumeClaim {CLAIM} is begun")
    status = status_of(until_ready(name, uid))
    seconds = round(time.monotonic() - since, 1)
    gone, problems = remove_old(
        snapshots.list(f"{SERIES}={INSTANCE}").body["items"], moment_of(INSTANCE, name)
    )
    result = {
        "snapshot": name,
        "takenAt": status.get("creationTime"),
        "restoreSize": status.get("restoreSize"),
        "seconds": seconds,
        "removed": len(gone),
    }
    if problems:
        result["error"] = f"{name} is ready, but what is too old stays: {'; '.join(problems)}"
    return result


def ended(*_):
    raise Stop("ended from outside before it was done")


signal.signal(signal.SIGTERM, ended)
try:
    result = main()
except Stop as stop:
    result = {"error": str(stop)}
if "error" in result:
    # A termination message has at most 4096 bytes.
    result["error"] = result["error"][:1000]
text = json.dumps(result, separators=(",", ":"))
say(text)
MESSAGE.write_text(text)
sys.exit(1 if "error" in result else 0)
