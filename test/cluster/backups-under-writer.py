"""Takes N backups by the CronJob's own script while others write, and looks into each: is it whole, does it hold all
that was committed before it began? Prints how many were, and how many rows came while they were made."""

import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

source, store = os.environ["DATABASE"], Path(os.environ["STORE"])
whole = complete = meanwhile = 0


def newest(path):
    with closing(sqlite3.connect(path, timeout=60)) as database:
        return database.execute("select max(id) from log").fetchone()[0]


for _ in range(int(sys.argv[1])):
    before = newest(source)
    subprocess.run([sys.executable, "/etc/sqlite/backup.py"], check=True, stdout=subprocess.DEVNULL)
    meanwhile += newest(source) - before
    [copy] = store.glob("*-*-*.sqlite")
    with closing(sqlite3.connect(copy)) as database:
        whole += database.execute("pragma integrity_check").fetchall() == [("ok",)]
        held = database.execute("select count(*) from log where id <= ?", (before,)).fetchone()[0]
        complete += held == before
    copy.unlink()
print(f"{whole} whole, {complete} complete, {meanwhile} rows meanwhile")
