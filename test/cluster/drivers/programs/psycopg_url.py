from importlib.metadata import version
import os

import psycopg

with psycopg.connect(os.environ["URL"]) as connection:
    assert connection.pgconn.ssl_in_use
    connection.execute("select 1")
    print("connected", version(os.environ["PACKAGE"]))
