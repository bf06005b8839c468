"""prepare.py FOLDER FIRST LAST: makes the tables of SEED.sql in each database seedN. DATABASE_URL leads to the server."""
import os
import sys
from urllib.parse import urlsplit, urlunsplit

import psycopg2

url = urlsplit(os.environ["DATABASE_URL"])
for seed in range(int(sys.argv[2]), int(sys.argv[3]) + 1):
    connection = psycopg2.connect(urlunsplit(url._replace(scheme="postgresql", path=f"/seed{seed}")))
    with open(f"{sys.argv[1]}/{seed}.sql", encoding="utf-8") as file:
        statements = file.read()
    if statements:
        connection.cursor().execute(statements)
    connection.commit()
    connection.close()
