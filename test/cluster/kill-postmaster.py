"""Kills the postmaster of a pod, by the pod's UID, with a signal that it cannot catch. Runs among the node's processes."""

import os
import signal
import sys


def read(path):
    with open(path) as file:
        return file.read()


def is_postmaster(pid, pod):
    try:
        # With systemd as the cgroups' driver, the UID's dashes are underscores.
        cgroup, status = read(f"/proc/{pid}/cgroup").replace("_", "-"), read(f"/proc/{pid}/status")
    except OSError:  # it has ended meanwhile
        return False
    # Process 1 are two: start.sh until it becomes the server, and the pod's "pause", in a PID namespace of its own.
    fields = dict(line.split(":\t", 1) for line in status.splitlines() if ":\t" in line)
    return pod in cgroup and fields["Name"].startswith("postgres") and fields["NSpid"].split()[-1] == "1"


found = [int(pid) for pid in os.listdir("/proc") if pid.isdigit() and is_postmaster(pid, sys.argv[1])]
if len(found) != 1:
    sys.exit(f"pod {sys.argv[1]} has {len(found)} postmasters")
os.kill(found[0], signal.SIGKILL)
