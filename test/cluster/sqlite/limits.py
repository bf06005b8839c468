"""limits.py: limits.sqlite and beyond.sqlite, with what SQLite declares and PostgreSQL makes otherwise, or not at all.

And guarded.sqlite, with a row that a table of the test's refuses.
"""
import random
import sqlite3

chosen = random.Random(7)


def word(length):
    """That nobody can compress to less than two thirds."""
    return "".join(chosen.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(length))


def columns(count, declared):
    return ", ".join(f"c{number} {declared}" for number in range(count))


limits = sqlite3.connect("limits.sqlite", isolation_level=None)
limits.executescript(f"""
create table users (id integer primary key, tag text unique, born timestamp unique, code uuid unique);
create table posts (id integer primary key, user_id text references users (id), tag uuid references users (tag),
  day date references users (born), code text references users (code), other int references users);
create table urls (u text unique, v text, w text primary key);
create index urls_v on urls (v);
create table visits (u text references urls (u), w text references urls);
create table a (id integer primary key, b text unique);
create table a_id_seq (x int primary key);
create table a_pkey (x int primary key);
create table b (id integer primary key, c text unique, d text);
create index b_pkey on b (d);
create index b_c_key on b (d);
create table wide ({columns(500, 'text')});
create table many ({columns(40, 'int')}, primary key ({columns(40, '')}));
create table edge (fits text unique, over text unique);
insert into users values (1, 'x', '2020-01-01', '11111111-1111-1111-1111-111111111111');
insert into posts values (1, '1', null, '2020-01-01', null, 1);
""")
limits.execute("insert into urls values (?, ?, ?)", (word(6000), word(5000), word(2800)))
limits.execute(f"insert into wide values ({', '.join('?' * 500)})", [word(14) for _ in range(500)])
limits.execute("insert into edge values (?, ?)", (word(2692), word(2693)))

beyond = sqlite3.connect("beyond.sqlite", isolation_level=None)
beyond.executescript(f"""
create table system (ctid int, xmin int, XMAX int);
create table columns ({columns(1601, 'int')});
create table rows ({columns(600, 'text')});
""")
beyond.execute(f"insert into rows values ({', '.join('?' * 600)})", [word(40) for _ in range(600)])

guarded = sqlite3.connect("guarded.sqlite", isolation_level=None)
guarded.executescript("""
create table people (id integer primary key, email text);
insert into people values (1, 'a@example.com'), (2, 'SECRETROW');
""")
