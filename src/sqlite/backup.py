"""Puts a copy of the database that is in use into STORE, named after the moment.

A name that a backup can have is that of a whole one, whatever ends this. Older ones go when a newer one is there:
all of the last 24 hours stay, and of each of the KEEP newest days with a backup the last one.
"""

import os
from datetime import timedelta
from pathlib import Path

from databases import DATABASE, NAME, STORE, Stop, backups, moment, now, put, run, say, snapshot

SCRATCH = Path(os.environ["SCRATCH"])


def expired(names, keep, made):
    # One that a wrong clock has dated later than this is no reason for any to go.
    names = [name for name in names if name <= made]
    last_of_day = {moment(name).date(): name for name in names}
    days = [last_of_day[day] for day in sorted(last_of_day)][-keep:]
    since = moment(made) - timedelta(hours=24)
    return [name for name in names if name not in days and moment(name) < since]


def main():
    if not DATABASE.exists():
        raise Stop(f"there is no database on the volume yet, no {DATABASE.name}")
    for left in STORE.glob(f".{NAME}-*.partial"):
        # Of this database: one that is called NAME-b may be at work here, too.
        if moment(left.name[1 : -len(".partial")]) is not None:
            left.unlink()
    target = STORE / f"{NAME}-{now()}.sqlite"
    if target.exists():
        raise Stop(f"{target.name} is there already")
    # Not into the store itself, which may be slow: the application waits to write for as long, unless it has a WAL.
    copy = SCRATCH / target.name
    # Of one that was killed within this very second.
    copy.unlink(missing_ok=True)
    try:
        snapshot(copy)
        if STORE != SCRATCH:
            put(copy, target)
            copy.unlink()
    except BaseException:
        copy.unlink(missing_ok=True)
        raise
    say(f"{target.name} holds {target.stat().st_size} bytes and is whole")

    if STORE != SCRATCH:
        for name in expired(backups(), int(os.environ["KEEP"]), target.name):
            (STORE / name).unlink()
            say(f"{name} has gone, as too old")


run(main)
