"""Commits a row every few milliseconds to the database that its first argument names, in the journal mode of the second,
until nobody holds its standard input any more."""

import os
import sqlite3
import sys
import threading
import time

threading.Thread(target=lambda: os._exit(len(sys.stdin.read())), daemon=True).start()

database = sqlite3.connect(sys.argv[1], timeout=60, isolation_level=None)
database.execute(f"pragma journal_mode = {sys.argv[2]}")
database.execute("create table if not exists log (id integer primary key, filler text not null)")
# Enough to copy that many commits come while it is copied.
database.execute(
    "insert into log (filler) with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)"
    " select hex(randomblob(250)) from n"
)
print("writing", flush=True)
while True:
    database.execute("insert into log (filler) values (hex(randomblob(250)))")
    time.sleep(0.002)
