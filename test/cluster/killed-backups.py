"""Kills N backups at random moments; what has a backup's name has to be whole, and nothing else may be left at last."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

store = Path(os.environ["STORE"])
command = [sys.executable, "/etc/sqlite/backup.py"]
started = time.monotonic()
subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
length = time.monotonic() - started
killed = 0
for turn in range(int(sys.argv[1])):
    for old in store.glob("*-*-*.sqlite"):
        old.unlink()
    backup = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    time.sleep(random.uniform(0.1, 1) * length)
    backup.send_signal(signal.SIGKILL if turn % 2 else signal.SIGTERM)
    killed += backup.wait() != 0
    for path in store.glob("*-*-*.sqlite"):
        if path.name.startswith("."):
            continue
        with closing(sqlite3.connect(path)) as database:
            assert database.execute("pragma integrity_check").fetchall() == [("ok",)], path
for old in store.glob("*-*-*.sqlite"):
    old.unlink()
subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
print(f"{killed > 0} {len([name for name in os.listdir(store) if name != 'lost+found'])}")
