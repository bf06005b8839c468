"""Puts the backup BACKUP of STORE, or the latest, in place of what the database holds.

Nothing changes where the backup is damaged. What the database holds is kept beside it first. It is written through
SQLite, in one transaction: an application that has the file open sees what it holds then.
"""

import fcntl
import os
import shutil
import sqlite3

from databases import (
    DATABASE,
    NAME,
    STORE,
    UNCHANGING,
    Stop,
    backups,
    check,
    connect,
    now,
    partial_of,
    put,
    run,
    say,
    settle,
    snapshot,
)

DAMAGED = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)


def chosen():
    names = backups()
    name = os.environ["BACKUP"]
    if not names:
        raise Stop("there is no backup in the store")
    if name == "latest":
        # Not one that a wrong clock has dated later than now, where there is another.
        past = [name for name in names if name <= f"{NAME}-{now()}.sqlite"]
        return (past or names)[-1]
    if name not in names:
        raise Stop(f"there is no backup {name}; the latest are {', '.join(names[-5:])}")
    return name


def keep(beside):
    """Returns whether SQLite could read all of it; else its bytes are kept."""
    partial = partial_of(beside)
    partial.unlink(missing_ok=True)
    try:
        snapshot(partial)
        settle(partial)
        partial.rename(beside)
        return True
    except (Stop, sqlite3.DatabaseError) as error:
        partial.unlink(missing_ok=True)
        if isinstance(error, sqlite3.DatabaseError) and error.sqlite_errorcode & 0xFF not in DAMAGED:
            raise
    for ending in ("", "-wal", "-journal"):
        file = DATABASE.with_name(DATABASE.name + ending)
        if file.exists():
            kept = beside.with_name(beside.name + ending)
            shutil.copyfile(file, kept)
            settle(kept)
    return False


def write(backup):
    with connect(backup, UNCHANGING) as source, connect(DATABASE, "mode=rwc") as target:
        try:
            source.backup(target)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_READONLY:
                raise
            raise Stop(
                f"{DATABASE.name} has a WAL and pages of another size than {backup.name}, and SQLite cannot change"
                f" that; nothing was changed: stop the application, move {DATABASE.name} and its -wal out of the way,"
                " and restore again"
            ) from None
    check(DATABASE, "mode=rw")


def replace(backup):
    """SQLite writes to no file that it takes for damaged."""
    for ending in ("-wal", "-shm", "-journal"):
        DATABASE.with_name(DATABASE.name + ending).unlink(missing_ok=True)
    put(backup, DATABASE)


def alone():
    """Two restores at once would take each other's files for damaged. Held until this ends."""
    folder = os.open(DATABASE.parent, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        raise Stop("another restore is under way; nothing was changed") from None


def main():
    alone()
    backup = STORE / chosen()
    try:
        check(backup)
    except Stop as error:
        raise Stop(f"{error}; nothing was changed: give BACKUP the name of another one") from None
    say(f"{backup.name} is whole")
    if not DATABASE.exists():
        write(backup)
    else:
        beside = DATABASE.with_name(f"{DATABASE.name}.before-restore-{now()}")
        is_whole = keep(beside)
        say(f"what the database held is in {beside.name}")
        if is_whole:
            write(backup)
        else:
            replace(backup)
            say("the database was damaged and is another file now: restart the application")
    settle(DATABASE.parent)
    say(f"{DATABASE.name} holds what {backup.name} held")


run(main)
