"""compare.py FOLDER FIRST LAST: is in each database seedN what generate.py thought of? DATABASE_URL leads to the server.

Prints for each seed that is as it has to be "SEED moved ROWS" or "SEED refused 0", and for others what is wrong.
"""
import json
import os
import pickle
import sys
from collections import Counter
from datetime import timezone
from decimal import Context, Decimal
from urllib.parse import urlsplit, urlunsplit

import psycopg2
import psycopg2.extras


EXACT = Context(prec=2000)


def plain(value):
    """One form for what is the same."""
    if isinstance(value, memoryview):
        return ("bytes", bytes(value))
    if isinstance(value, bytes):
        return ("bytes", value)
    if hasattr(value, "tzinfo") and hasattr(value, "date") and value.tzinfo is not None:
        return ("moment", value.astimezone(timezone.utc).replace(tzinfo=None))
    if hasattr(value, "date"):
        return ("moment", value)
    if isinstance(value, bool) or value is None:
        return ("plain", value)
    if isinstance(value, (int, float, Decimal)):
        return ("number", Decimal(repr(value) if isinstance(value, float) else value).normalize(EXACT))
    return (type(value).__name__, str(value))


def document(value):
    return ("json", json.dumps(value, sort_keys=True, default=str))


def exact(text):
    return json.loads(text, parse_float=lambda number: str(Decimal(number).normalize(EXACT)), parse_int=lambda number: str(Decimal(number).normalize(EXACT)))


def form(row, kinds):
    parts = []
    for name in sorted(row):
        value, kind = row[name], kinds[name]
        if kind in ("json", "jsonb") and value is not None:
            value = document(exact(value if isinstance(value, str) else json.dumps(value)))
        elif isinstance(value, list):
            value = document(value)
        else:
            value = plain(value)
        parts.append((name, value))
    return repr(parts)


def compare(connection, expected):
    cursor = connection.cursor()
    cursor.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
    tables = {name for (name,) in cursor.fetchall()}
    if expected["outcome"] == "refused":
        cursor.execute("select to_regnamespace('cdk8s_database') is null")
        if not cursor.fetchone()[0]:
            return "refused, and something is left behind"
        for name in tables:
            cursor.execute('select count(*) from "' + name.replace('"', '""') + '"')
            if cursor.fetchone()[0]:
                return f"refused, and {name} has rows"
        return None
    total = 0
    for name, rows in expected["tables"].items():
        if name not in tables:
            return f"there is no table {name}"
        quoted = '"' + name.replace('"', '""') + '"'
        cursor.execute(
            "select attname, typname from pg_attribute join pg_type on pg_type.oid = atttypid where attrelid = %s::regclass and attnum > 0", [quoted])
        kinds = dict(cursor.fetchall())
        columns = ", ".join(f"{column}::text" if kind in ("json", "jsonb") else column for column, kind in kinds.items())
        cursor.execute(f"select {columns} from {quoted}")
        found = [dict(zip(kinds, row)) for row in cursor.fetchall()]
        # generate.py has documents as values, and texts of theirs are what the server gives.
        wanted = [{key: json.dumps(value) if kinds[key] in ("json", "jsonb") and value is not None else value for key, value in row.items()} for row in rows]
        left, right = Counter(form(row, kinds) for row in wanted), Counter(form(row, kinds) for row in found)
        if left != right:
            return f"{name}: {list((left - right).items())[:2]} and not {list((right - left).items())[:2]}"
        total += len(found)
    return total


def numbered(connection, expected):
    """The next key is one that is free."""
    cursor = connection.cursor()
    for name, rows in expected["tables"].items():
        quoted = '"' + name.replace('"', '""') + '"'
        cursor.execute("select pg_get_serial_sequence(%s, 'id')", [quoted])
        sequence = cursor.fetchone()[0]
        if sequence is not None:
            cursor.execute("select nextval(%s)", [sequence])
            got, due = cursor.fetchone()[0], max([row["id"] for row in rows], default=0) + 1
            if got != due:
                return f"{name}: the next number is {got} and not {due}"
    return None


def main(folder, first, last):
    url = urlsplit(os.environ["DATABASE_URL"])
    for seed in range(first, last + 1):
        with open(f"{folder}/{seed}.pickle", "rb") as file:
            expected = pickle.load(file)
        connection = psycopg2.connect(urlunsplit(url._replace(scheme="postgresql", path=f"/seed{seed}")))
        psycopg2.extras.register_uuid(conn_or_curs=connection)
        said = compare(connection, expected)
        if isinstance(said, int) and expected["outcome"] == "moved":
            said = numbered(connection, expected) or said
        print(seed, expected["outcome"], said or 0)
        connection.close()


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
