"""generate.py FOLDER FIRST LAST: a random SQLite database a seed, what its rows mean, and the tables to be filled.

SEED.sqlite; SEED.sql: PostgreSQL's tables, empty where all are to be made; SEED.pickle: {"outcome", "tables"}, where
each row is what PostgreSQL has to give back. A value is thought of first, and then put into a notation of SQLite's.
"""
import json
import pickle
import random
import sqlite3
import string
import sys
import uuid
from datetime import date, datetime, time, timedelta
from decimal import Decimal

TEXTS = ["", " ", "NULL", "\\N", "\\.", "a\tb", "a\nb\r\n", "back\\slash", "'quoted' \"twice\"", "{a,b}", "ünï", "漢字", "e\u0301",
         "👩\u200d👩\u200d👧", "\u202e", "\u00a0", "\x7f", "\x01", "0", "t", "1e5", "a,b", "\ufffe"]


def text(r):
    return r.choice(TEXTS) if r.random() < 0.4 else "".join(r.choices(string.printable, k=r.randrange(40)))


def number(r, limit):
    return r.choice([0, 1, -1, limit - 1, -limit, r.randrange(-limit, limit), r.randrange(-1000, 1000)])


def real(r):
    return r.choice([0.0, 1.5, 0.1, 1e15, 1e16, 123456789012345678.0, 5e-324, 1.7976931348623157e308, -2.5e-7,
                     float("inf"), float("-inf"), r.uniform(-1e6, 1e6), r.gauss(0, 1e-9)])


def moment(r):
    at = datetime(1980, 1, 1) + timedelta(seconds=r.randrange(3 * 10**9))
    return at + timedelta(milliseconds=r.choice([0, 0, r.randrange(1000)]))


def document(r, depth=0):
    kind = r.randrange(8 if depth < 3 else 6)
    if kind == 6:
        return [document(r, depth + 1) for _ in range(r.randrange(4))]
    if kind == 7:
        return {r.choice(["a", "bb", "é", "", "z\n", text(r).replace("\0", "")]): document(r, depth + 1) for _ in range(r.randrange(5))}
    return [None, True, r.randrange(-10**20, 10**20), r.choice([0.5, 1e30, -1.25e-9]), text(r), False][kind]


def whole_document(r):
    made = document(r)
    # SQLite itself makes a float of a bare number in a column that is declared JSON.
    return made if isinstance(made, (bool, str, list, dict)) else [made]


def written_moment(r, at, notation):
    whole = at.microsecond == 0
    since = at - datetime(1970, 1, 1)
    if notation == "seconds" and r.random() < 0.5:
        return since // timedelta(seconds=1) if whole else since / timedelta(seconds=1)
    if notation == "milliseconds" and r.random() < 0.5:
        return since // timedelta(milliseconds=1)
    if notation == "julian" and r.random() < 0.5:
        return since / timedelta(days=1) + 2440587.5
    form = at.isoformat(r.choice(" T"), "auto" if r.random() < 0.5 else "milliseconds")
    shift = r.choice([0, 0, 120, -330])
    if shift:
        sign, minutes = ("+" if shift > 0 else "-"), abs(shift)
        moved = (at + timedelta(minutes=shift)).isoformat(" ")
        return f"{moved}{sign}{minutes // 60:02d}:{minutes % 60:02d}"
    return form + r.choice(["", "", "Z", "+00:00", " UTC"])


class Kind:
    """A type: what SQLite declares, what PostgreSQL has, a value, its notation, and values that do not fit."""

    def __init__(self, declared, postgres, value, write=lambda r, value, _: value, bad=(), made=True):
        self.declared, self.postgres, self.value, self.write, self.bad, self.made = declared, postgres, value, write, bad, made


def decimal(r):
    return Decimal(r.randrange(-10**9, 10**9)) / 100


def written_number(r, value, _):
    return r.choice([value, str(value)] + ([float(value)] if abs(value) < 2**53 else []))


INVALID_TEXT = ("cast", b"a\xff")
MOMENTS_BAD = ["2024-13-01", "yesterday", "", b"1", 2460000, 10**17]
KINDS = [
    Kind("INTEGER", "bigint", lambda r: number(r, 2**63), bad=["abc", 1.5, b"x", ""]),
    Kind("", "integer", lambda r: number(r, 2**31), written_number, ["abc", 1.5, b"x", 2**31], made=False),
    Kind("TINYINT", "smallint", lambda r: number(r, 2**15), bad=[2**15, "abc"], made=False),
    Kind("BOOLEAN", "boolean", lambda r: r.random() < 0.5,
         lambda r, value, _: r.choice([int(value), float(value), "t" if value else "f", str(value), "yes" if value else "No"]),
         [2, "maybe", "", b"1"]),
    Kind("TEXT", "text", text, bad=["a\0b", INVALID_TEXT]),
    Kind("VARCHAR(40)", "varchar(40)", text, bad=["x" * 41, "é" * 41, "a\0b"], made=False),
    Kind("CHAR(8)", "char(8)", lambda r: "".join(r.choices("abcé", k=r.randrange(9))).ljust(8), lambda r, value, _: value.rstrip(),
         ["123456789"], made=False),
    Kind("REAL", "double precision", real, bad=["abc", b"x", ""]),
    Kind("REAL", "real", lambda r: r.choice([0.5, 0.25, -1024.0, 3.0, 0.1]), bad=[0.123456789012, 1e300], made=False),
    Kind("DECIMAL(12,2)", "numeric(12,2)", decimal,
         lambda r, value, _: r.choice([float(value), str(value)]), ["1.234", 0.1234, "abc", 1e12], made=False),
    Kind("TEXT", "numeric", lambda r: Decimal(r.randrange(10**40)).scaleb(-r.randrange(30)), lambda r, value, _: str(value),
         ["1.2.3", ""], made=False),
    Kind("BLOB", "bytea", lambda r: r.randbytes(r.randrange(50)), bad=[5, 0.5]),
    Kind("UUID", "uuid", lambda r: uuid.UUID(int=r.getrandbits(128)),
         lambda r, value, _: r.choice([str(value), "a" + value.hex[1:], value.bytes]) if value.hex[0] == "a" else r.choice([str(value), value.bytes]),
         ["not-a-uuid", b"short"]),
    Kind("DATETIME", "timestamp", moment, written_moment, MOMENTS_BAD),
    Kind("TIMESTAMPTZ", "timestamptz", moment, written_moment, MOMENTS_BAD),
    Kind("DATETIME", "timestamp(3)", moment, written_moment, MOMENTS_BAD, made=False),
    Kind("DATE", "date", lambda r: moment(r).date(), lambda r, value, _: value.isoformat(), ["2023-02-29", "2023-02-01 10:00", ""]),
    Kind("TIME", "time", lambda r: time(r.randrange(24), r.randrange(60), r.randrange(60), r.choice([0, r.randrange(10**6)])),
         lambda r, value, _: value.isoformat(), ["24:01:00", "noon", ""]),
    Kind("JSON", "jsonb", whole_document, lambda r, value, _: json.dumps(value, indent=r.choice([None, 1]), ensure_ascii=r.random() < 0.5),
         ['{"a": NaN}', '"\\u0000"', "{", '{"a":1,"a":2}', '"\\ud800"', "", b"{}"]),
    Kind("TEXT", "json", whole_document, lambda r, value, _: json.dumps(value), ["{", "NaN"], made=False),
    Kind("TEXT", "mood", lambda r: r.choice(["sad", "o'k", "happy"]), bad=["angry", ""], made=False),
    Kind("TEXT", "text[]", lambda r: [r.choice([None, text(r)]) for _ in range(r.randrange(4))], lambda r, value, _: json.dumps(value),
         ["a", "[[1]]", "{}"], made=False),
    Kind("JSON", "integer[]", lambda r: [number(r, 2**31) for _ in range(r.randrange(4))], lambda r, value, _: json.dumps(value),
         ["[2147483648]", '["a"]'], made=False),
    # The server alone knows what a domain's check is.
    Kind("INTEGER", "positive", lambda r: r.randrange(1, 1000), bad=[0, -1], made=False),
]


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def put(connection, table, row):
    """A text that is no UTF-8 can be given as a blob alone."""
    marks = ["cast(? as text)" if isinstance(value, tuple) else "?" for value in row]
    values = [value[1] if isinstance(value, tuple) else value for value in row]
    connection.execute(f"insert into {quoted(table)} values ({', '.join(marks)})", values)


def generate(folder, seed):
    r = random.Random(seed)
    is_made = r.random() < 0.4
    is_spoiled = r.random() < 0.35
    connection = sqlite3.connect(f"{folder}/{seed}.sqlite")
    connection.execute(f"pragma journal_mode = {r.choice(['wal', 'delete'])}")
    postgres = [] if is_made else ["create type mood as enum ('sad', 'o''k', 'happy')", "create domain positive as int check (value > 0)"]
    tables, expected = [], {}
    names = r.sample(["users", "Order Items", "größe", 'quo"te', "select", "a.b", "messages"], r.randrange(1, 5))
    for name in names:
        kinds = r.choices([kind for kind in KINDS if kind.made or not is_made], k=r.randrange(1, 8))
        key = r.choice(["integer", "autoincrement", "text", "none"])
        parent = r.choice([*names, None]) if key != "none" else None
        columns = [(f"c{i}", kind, r.random() < 0.3, r.choice(["text", "seconds", "milliseconds", "julian"])) for i, kind in enumerate(kinds)]
        tables.append((name, key, parent, columns))
    keys = {name: (key, [i + 1 if key != "text" else f"k{i}" for i in range(r.choice([0, 1, r.randrange(30)]))]) for name, key, _, _ in tables}
    for name, key, parent, columns in tables:
        parent_key, parent_rows = keys.get(parent, ("none", []))
        refers = parent_key != "none"
        parent_type = ("TEXT", "text") if parent_key == "text" else ("INTEGER", "bigint")
        sqlite_lines = [{"integer": "id INTEGER PRIMARY KEY", "autoincrement": "id INTEGER PRIMARY KEY AUTOINCREMENT",
                         "text": "id TEXT PRIMARY KEY NOT NULL", "none": "id INTEGER"}[key]]
        postgres_lines = [{"integer": "id bigserial primary key", "autoincrement": "id bigint generated by default as identity primary key",
                           "text": "id text primary key", "none": "id bigint"}[key]]
        for column, kind, not_null, _ in columns:
            suffix = " not null" if not_null else ""
            sqlite_lines.append(f"{column} {kind.declared}{suffix}")
            postgres_lines.append(f"{column} {kind.postgres}{suffix}")
        if refers:
            sqlite_lines += [f"parent {parent_type[0]}", f"foreign key (parent) references {quoted(parent)} (id) on delete cascade"]
            postgres_lines.append(f"parent {parent_type[1]}")
        without = " without rowid" if key == "text" and r.random() < 0.5 else ""
        # The columns come in another order at times.
        ordered = postgres_lines if r.random() < 0.5 else postgres_lines[:1] + r.sample(postgres_lines[1:], len(postgres_lines) - 1)
        # In lower case where that is the same name to SQLite.
        connection.execute(f"create table {quoted(name)} ({', '.join([*sqlite_lines[:1 + len(columns)], *sqlite_lines[1 + len(columns):]])}){without}")
        if not is_made:
            postgres.append(f"create table {quoted(name)} ({', '.join(ordered)})")
        rows = []
        for identity in keys[name][1]:
            row, stored = {"id": identity}, [identity]
            for column, kind, not_null, notation in columns:
                value = None if not not_null and r.random() < 0.15 else kind.value(r)
                row[column] = value
                stored.append(None if value is None else kind.write(r, value, notation))
            if refers:
                row["parent"] = r.choice([None, *parent_rows])
                stored.append(row["parent"])
            put(connection, name, stored)
            rows.append(row)
        expected[name] = rows
    if not is_made:
        for name, key, parent, _ in tables:
            if keys.get(parent, ("none",))[0] != "none":
                postgres.append(f"alter table {quoted(name)} add foreign key (parent) references {quoted(parent)} (id)")
    outcome = "moved"
    if is_spoiled:
        candidates = [(table, column, kind) for table, _, _, columns in tables for column, kind, _, _ in columns if kind.bad and keys[table][1]]
        if candidates:
            table, column, kind = r.choice(candidates)
            bad = r.choice(kind.bad)
            mark = "cast(? as text)" if isinstance(bad, tuple) else "?"
            value = bad[1] if isinstance(bad, tuple) else bad
            connection.execute(f"update {quoted(table)} set {column} = {mark} where id = (select max(id) from {quoted(table)})", [value])
            outcome = "refused"
    connection.commit()
    connection.close()
    with open(f"{folder}/{seed}.sql", "w", encoding="utf-8") as file:
        file.writelines(f"{statement};\n" for statement in postgres)
    with open(f"{folder}/{seed}.pickle", "wb") as file:
        pickle.dump({"outcome": outcome, "tables": expected}, file)


if __name__ == "__main__":
    for seed in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
        generate(sys.argv[1], seed)
