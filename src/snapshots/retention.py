"""Which snapshots of a database may go."""

import re
from datetime import datetime, timedelta, timezone

TIME = "%Y%m%dt%H%M%Sz"


def name_at(instance, moment):
    return f"{instance}-{moment.strftime(TIME)}"


def moment_of(instance, name):
    """When a snapshot was taken, in UTC; None where its name is none of this database's: another may be called `app-b`."""
    if not re.fullmatch(re.escape(instance) + r"-\d{8}t\d{6}z", name):
        return None
    try:
        return datetime.strptime(name[len(instance) + 1 :], TIME).replace(tzinfo=timezone.utc)
    except ValueError:
        return None


def expired(ready, made, keep):
    """Of those that are READY, by their moments, what may go now that the one of MADE is ready as well.

    All of the 24 hours before it stay, and of each of the KEEP newest days that have one the last. Days without one do
    not count, so that a database which was not there for a month loses nothing.
    """
    # One that a wrong clock has dated later is no reason for any to go, and does not go itself.
    moments = [moment for moment in ready if moment < made]
    last_of_day = {moment.date(): moment for moment in sorted([*moments, made])}
    kept = {last_of_day[day] for day in sorted(last_of_day)[-keep:]}
    since = made - timedelta(hours=24)
    return [moment for moment in moments if moment not in kept and moment < since]


def failed(unready, made, wait):
    """Of those that are not ready, by their moments, what is no longer waited for: a Job does so for WAIT seconds."""
    return [moment for moment in unready if moment < made - timedelta(seconds=wait)]
