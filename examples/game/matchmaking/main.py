"""Who waits for a match: POST /tickets {"player": …} lets one wait, GET /tickets lists them."""

import json
import os
import signal
import sqlite3
import sys
from contextlib import closing
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

PATH = os.environ.get("DB_PATH", "/tmp/matchmaking.sqlite")


def connect():
    database = sqlite3.connect(PATH, timeout=5)
    database.execute("create table if not exists tickets (id integer primary key, player text not null)")
    return closing(database)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        with connect() as database:
            players = [player for (player,) in database.execute("select player from tickets order by id")]
        self.answer(200, {"waiting": players})

    def do_POST(self):
        player = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["player"]
        with connect() as database, database:
            database.execute("insert into tickets (player) values (?)", (player,))
        self.answer(201, {"player": player})

    def answer(self, status, body):
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(body).encode())


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    ThreadingHTTPServer(("", 8000), Handler).serve_forever()
