from importlib.metadata import version
import os

import psycopg2

with psycopg2.connect(os.environ["URL"]) as connection:
    assert connection.info.ssl_in_use
    connection.cursor().execute("select 1")
    print("connected", version(os.environ["PACKAGE"]))
