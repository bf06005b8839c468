"""Connects many clients, and has each of them compute for some seconds. Exits with 0 if each came to its end.

Arguments: how many, and for how many seconds.
"""

import os
import re
import sys
import threading

import psycopg2

CLIENTS, SECONDS = int(sys.argv[1]), int(sys.argv[2])
# libpq knows no drivers in a URL.
URL = re.sub(r"^postgresql\+\w+:", "postgresql:", os.environ["DATABASE_URL"])
COMPUTE = f"""do $$ declare until timestamptz := clock_timestamp() + interval '{SECONDS} s'; begin
  while clock_timestamp() < until loop perform md5('x'); end loop;
end $$"""

done = []


def compute(connection):
    connection.cursor().execute(COMPUTE)
    done.append(connection)


threads = [threading.Thread(target=compute, args=(psycopg2.connect(URL),)) for _ in range(CLIENTS)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
sys.exit(0 if len(done) == CLIENTS else 1)
