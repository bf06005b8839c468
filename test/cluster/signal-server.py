"""Sends a signal to the server of a pod, by the pod's UID. Runs among the processes of the node.

Arguments: the UID, the signal's name, and "postmaster" (that process alone) or "all" (its children as well).
"""

import os
import signal
import sys


def read(path):
    with open(path) as file:
        return file.read()


def fields(pid):
    lines = read(f"/proc/{pid}/status").splitlines()
    return dict(line.split(":\t", 1) for line in lines if ":\t" in line)


def is_server(pid, pod):
    try:
        # With systemd as the cgroups' driver, the UID's dashes are underscores.
        cgroup = read(f"/proc/{pid}/cgroup").replace("_", "-")
        return pod in cgroup and fields(pid)["Name"].startswith("postgres")
    except OSError:  # it has ended meanwhile
        return False


def is_postmaster(pid):
    """It is the child of process 1, the start script."""
    try:
        return fields(fields(pid)["PPid"])["NSpid"].split()[-1] == "1"
    except OSError:
        return False


pod, name, whom = sys.argv[1:]
server = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and is_server(pid, pod)]
postmasters = [pid for pid in server if is_postmaster(pid)]
if len(postmasters) != 1:
    sys.exit(f"pod {pod} has {len(postmasters)} postmasters")
for pid in postmasters if whom == "postmaster" else server:
    os.kill(pid, signal.Signals[name])
