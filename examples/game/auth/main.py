"""The players of the game: POST /players {"name": …} makes one, GET /players lists them."""

import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = os.environ.get("DB_PATH", "/tmp/auth.sqlite")


def connect():
    database = sqlite3.connect(PATH, timeout=5)
    database.execute("pragma journal_mode = wal")
    database.execute("create table if not exists players (id integer primary key, name text not null unique)")
    return closing(database)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with connect() as database:
            names = [name for (name,) in database.execute("select name from players order by id")]
        self.answer(200, {"players": names})

    def do_POST(self):
        name = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["name"]
        try:
            with connect() as database, database:
                database.execute("insert into players (name) values (?)", (name,))
        except sqlite3.IntegrityError:
            return self.answer(409, {"error": f"{name} is taken"})
        return self.answer(201, {"name": name})

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("", 8000), Handler).serve_forever()
