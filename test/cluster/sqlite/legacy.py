"""legacy.py fill|spoil|hold: the chatbot's SQLite file, as its SQLAlchemy makes it and leaves it."""
import os
import sqlite3
import sys
import time

TABLES = """
CREATE TABLE conversations (
    id INTEGER NOT NULL, session_id VARCHAR(255) NOT NULL, user_id VARCHAR(255), title VARCHAR(500),
    created_at DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL, updated_at DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL,
    PRIMARY KEY (id)
);
CREATE UNIQUE INDEX ix_conversations_session_id ON conversations (session_id);
CREATE TABLE messages (
    id INTEGER NOT NULL, conversation_id INTEGER NOT NULL, question TEXT NOT NULL, answer TEXT NOT NULL,
    context_used TEXT, chat_type VARCHAR(50) NOT NULL, timestamp DATETIME DEFAULT (CURRENT_TIMESTAMP) NOT NULL,
    PRIMARY KEY (id), FOREIGN KEY(conversation_id) REFERENCES conversations (id) ON DELETE CASCADE
);
CREATE TABLE drafts (body TEXT, is_sent BOOLEAN);
CREATE VIEW latest AS SELECT max(id) FROM messages;
"""

connection = sqlite3.connect("chat.db", isolation_level=None)
connection.execute("pragma journal_mode = wal")
if sys.argv[1] == "fill":
    connection.executescript(TABLES)
    # The newest first: a message may come before its conversation.
    for number in (3, 1):
        connection.execute("insert into conversations (id, session_id, title, created_at) values (?, ?, ?, ?)",
                           [number, f"session-{number}", "naïve 🙂", "2024-05-06 07:08:09.123456"])
        connection.execute("insert into messages (conversation_id, question, answer, chat_type) values (?, 'a\tsecret question', '', 'general')", [number])
    connection.execute("insert into drafts values ('x', 'true'), (null, 0)")
    connection.execute("pragma wal_checkpoint(truncate)")
    connection.execute("insert into messages values (7, 1, 'only in the WAL', 'yes', null, 'general', '2024-05-06T07:08:09+02:00')")
    # The application is killed: what it wrote last is in the -wal file alone.
    os._exit(0)
elif sys.argv[1] == "spoil":
    connection.execute("update messages set timestamp = 'secret moment' where id = 1")
    connection.execute("update messages set chat_type = ? where id = 2", ["long secret " * 5])
    connection.execute("insert into messages values (8, 99, 'of nobody', '', null, 'general', '2024-05-06')")
    connection.execute("alter table conversations add column secret_mood text default 'secret value'")
elif sys.argv[1] == "hold":
    connection.execute("select count(*) from messages").fetchall()
    while not os.path.exists("/tmp/release"):
        time.sleep(0.1)
    # A connection that is closed would put the WAL into the file.
    os._exit(0)
