"""samples.py NAME: are NAME.sqlite and the database NAME the same, value by value? DATABASE_URL leads to the server."""
import os
import sqlite3
import sys
from collections import Counter
from datetime import date, datetime
from decimal import Decimal
from urllib.parse import urlsplit, urlunsplit

import psycopg2


def plain(value):
    if isinstance(value, memoryview):
        return bytes(value)
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, (datetime, date)):
        return value.isoformat(*[" "] if isinstance(value, datetime) else [])
    return value


name = sys.argv[1]
source = sqlite3.connect(f"{name}.sqlite")
url = urlsplit(os.environ["DATABASE_URL"])
target = psycopg2.connect(urlunsplit(url._replace(scheme="postgresql", path=f"/{name}"))).cursor()
target.execute("select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'")
there = {table for (table,) in target.fetchall()}
if not there:
    print("nothing there")
    sys.exit()
tables = [table for (table,) in source.execute("select name from sqlite_master where type = 'table' and name not like 'sqlite_%'")]
rows = 0
for table in tables:
    columns = [f'"{column[1]}"' for column in source.execute(f'pragma table_info("{table}")')]
    query = f'select {", ".join(columns)} from "{table}"'
    wanted = Counter(source.execute(query).fetchall())
    target.execute(query)
    found = Counter(tuple(map(plain, row)) for row in target.fetchall())
    if wanted != found:
        print("not the same:", table, list((wanted - found).items())[:2], list((found - wanted).items())[:2])
        sys.exit()
    rows += sum(wanted.values())
print(f"same {rows} rows in {len(tables)} tables")
