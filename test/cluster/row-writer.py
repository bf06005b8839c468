"""Writes numbered rows, each number once, and notes what became of them.

Arguments: how many lanes write at once, and the file of the record. The record gets "sent LANE NUMBER" before the
server hears of it, and "acknowledged LANE NUMBER" once COMMIT has returned; of a transaction that failed nobody knows.
Standard output tells how it goes: "acknowledged LANE TIME" (from time to time) and "failed LANE TIME ERROR" (the first
of a row of failures), TIME in milliseconds since 1970.
"""

import os
import re
import sys
import threading
import time

import psycopg2

LANES = int(sys.argv[1])
# Written through, line by line: what is noted outlives this process.
RECORD = os.open(sys.argv[2], os.O_CREAT | os.O_WRONLY | os.O_APPEND)
# libpq knows no drivers in a URL.
URL = re.sub(r"^postgresql\+\w+:", "postgresql:", os.environ["DATABASE_URL"])
# A pod that is gone answers nothing: that has to be noticed within seconds.
PATIENCE = {"connect_timeout": 2, "keepalives_idle": 1, "keepalives_interval": 1, "tcp_user_timeout": 3000}
PAUSE = 0.01
TELL_EACH = 0.2


def note(what, lane, number):
    os.write(RECORD, f"{what} {lane} {number}\n".encode())


def tell(what, lane, *more):
    line = " ".join(map(str, (what, lane, int(time.time() * 1000), *more)))
    os.write(1, (line.replace("\n", " ") + "\n").encode())


def make_table():
    while True:
        try:
            with psycopg2.connect(URL, **PATIENCE) as connection, connection.cursor() as cursor:
                cursor.execute(
                    "create table if not exists written "
                    "(lane int, number int, half int, primary key (lane, number, half))"
                )
            return
        except psycopg2.OperationalError as error:
            tell("failed", 0, error)
            time.sleep(1)


def write(connection, lane, number):
    """A transaction of two rows: both have to be there afterwards, or neither."""
    with connection.cursor() as cursor:
        for half in (1, 2):
            cursor.execute("insert into written values (%s, %s, %s)", (lane, number, half))
    connection.commit()


def run(lane):
    connection, number, fails, told = None, 0, False, 0
    while True:
        try:
            if connection is None:
                connection = psycopg2.connect(URL, **PATIENCE)
            number += 1
            note("sent", lane, number)
            write(connection, lane, number)
            note("acknowledged", lane, number)
            if fails or time.monotonic() - told > TELL_EACH:
                tell("acknowledged", lane)
                told = time.monotonic()
            fails = False
            time.sleep(PAUSE)
        except psycopg2.Error as error:
            if not fails:
                tell("failed", lane, error)
            fails = True
            if connection is not None:
                connection.close()
                connection = None
            time.sleep(0.05)


make_table()
for lane in range(LANES):
    threading.Thread(target=run, args=(lane,)).start()
