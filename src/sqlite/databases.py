"""What backup.py and restore.py both do with a SQLite database."""

import os
import re
import shutil
import signal
import sqlite3
import sys
from contextlib import closing
from datetime import datetime, timezone
from pathlib import Path
from urllib.parse import quote

NAME = os.environ["NAME"]
# The application's file, on its volume.
DATABASE = Path(os.environ["DATABASE"])
STORE = Path(os.environ["STORE"])
TIME = "%Y%m%d-%H%M%S"


class Stop(Exception):
    """There is a reason to end here, which is said."""


def run(main):
    """Also what a person or the kubelet ends takes away what it has half written."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended before it was done"))
    try:
        main()
    except (Stop, OSError, sqlite3.Error) as error:
        sys.exit(f"{Path(sys.argv[0]).name}: {error}")


def say(text):
    print(f"{Path(sys.argv[0]).name}: {text}", flush=True)


def now():
    return datetime.now(timezone.utc).strftime(TIME)


def connect(path, mode):
    connection = sqlite3.connect(f"file:{quote(str(path))}?{mode}", uri=True, timeout=60, isolation_level=None)
    # SQLite before 3.51.3 can destroy a file into which two write their WAL back at once: that stays the application's.
    connection.execute("pragma wal_autocheckpoint = 0")
    if hasattr(connection, "setconfig"):
        connection.setconfig(sqlite3.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE)
    # Without it Python hears no signal while SQLite works.
    connection.set_progress_handler(lambda: 0, 100_000)
    return closing(connection)


# A file in which nobody writes any more needs no locks, which a network's file system may not have.
UNCHANGING = "mode=ro&immutable=1"


def check(path, mode=UNCHANGING):
    """Raises Stop where it is not a whole SQLite database."""
    try:
        with connect(path, mode) as connection:
            found = [text for (text,) in connection.execute("pragma integrity_check(3)")]
    except sqlite3.DatabaseError as error:
        found = [str(error)]
    if found != ["ok"]:
        raise Stop(f"{path.name} is damaged: {'; '.join(found)}")


def snapshot(target):
    """The database as it is at one moment, with all that is committed by now, while others go on writing."""
    with connect(DATABASE, "mode=rw") as connection:
        connection.execute("vacuum into ?", (str(target),))
    check(target)


def settle(path):
    """Has it reach the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def put(source, target):
    """A file under its name only once all of it is on the disk, and found whole there."""
    partial = partial_of(target)
    try:
        shutil.copyfile(source, partial)
        settle(partial)
        check(partial)
        partial.rename(target)
        settle(target.parent)
    finally:
        partial.unlink(missing_ok=True)


def partial_of(path):
    return path.with_name(f".{path.name}.partial")


def moment(name):
    """When a backup was taken; None where its name is none of a backup."""
    if not re.fullmatch(re.escape(NAME) + r"-\d{8}-\d{6}\.sqlite", name):
        return None
    try:
        return datetime.strptime(name[len(NAME) + 1 : -len(".sqlite")], TIME)
    except ValueError:
        return None


def backups():
    """Their names, the oldest first. A folder may be called so, too."""
    return sorted(name for name in os.listdir(STORE) if moment(name) is not None and (STORE / name).is_file())
