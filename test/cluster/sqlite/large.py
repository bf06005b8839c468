"""large.py ROWS: large.sqlite, a table of as many rows, of nine columns each."""
import random
import sqlite3
import sys

r = random.Random(1)
connection = sqlite3.connect("large.sqlite")
connection.execute("""create table events (
    id integer primary key autoincrement, session text not null, at datetime not null, is_read boolean not null,
    score real, amount decimal(12,2), data json, raw blob, note text)""")
words = ["näıve", "tab\there", "漢字", "plain words", "back\\slash", ""]


def rows(count):
    for i in range(count):
        yield (f"session-{i % 977}", 1_600_000_000 + i, i % 2, r.random(), i / 100, '{"n": %d}' % i,
               r.randbytes(8), None if i % 7 == 0 else words[i % 6] * 3)


columns = "session, at, is_read, score, amount, data, raw, note"
connection.executemany(f"insert into events ({columns}) values (?, ?, ?, ?, ?, ?, ?, ?)", rows(int(sys.argv[1])))
connection.commit()
