"""The API as its page speaks to it, and what the database then holds."""

import json
import socket
import threading
import time
import unittest
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import quote
from urllib.request import Request, urlopen

import uvicorn
from sqlalchemy import func, select, text

from app.database import SessionLocal, engine
from app.main import app
from app.models import Conversation, Message


@contextmanager
def running_server() -> Iterator[str]:
    """The API on a port of its own; its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/health")
        yield url
    finally:
        server.should_exit = True
        thread.join()


def wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            urlopen(url, timeout=5).close()
        except URLError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


class ChatTest(unittest.TestCase):
    @classmethod
    def setUpClass(cls) -> None:
        server = running_server()
        cls.url = server.__enter__()
        cls.addClassCleanup(server.__exit__, None, None, None)

    def setUp(self) -> None:
        self.session = str(uuid.uuid4())

    def call(
        self, path: str, method: str = "GET", body: dict[str, Any] | None = None, key: str = ""
    ) -> tuple[int, Any]:
        data = None if body is None else json.dumps(body).encode()
        headers = {"content-type": "application/json", "x-api-key": key}
        try:
            with urlopen(Request(self.url + path, data, headers, method=method), timeout=10) as response:
                content = response.read()
                return response.status, json.loads(content) if content else None
        except HTTPError as error:
            with error:
                return error.code, json.load(error)

    def say(self, question: str, **fields: str) -> tuple[int, Any]:
        return self.call("/chat", "POST", {"session_id": self.session, "question": question, **fields})

    def history(self) -> list[Any]:
        return self.call(f"/history?session_id={quote(self.session)}")[1]

    def test_the_api_is_healthy(self) -> None:
        self.assertEqual(self.call("/health"), (200, {"status": "ok"}))

    def test_the_database_is_postgresql_over_an_encrypted_connection(self) -> None:
        self.assertEqual(engine.dialect.name, "postgresql")
        with engine.connect() as connection:
            query = "select version from pg_stat_ssl where pid = pg_backend_pid()"
            self.assertEqual(connection.execute(text(query)).scalar(), "TLSv1.3")

    def test_the_application_is_nobody_special(self) -> None:
        with engine.connect() as connection:
            query = "select rolsuper, rolcreaterole, rolcreatedb from pg_roles where rolname = current_user"
            self.assertEqual(tuple(connection.execute(text(query)).one()), (False, False, False))

    def test_a_message_is_answered_and_kept(self) -> None:
        status, message = self.say("Will you remember this?")
        self.assertEqual(status, 201)
        self.assertIn("4 words", message["answer"])
        self.assertEqual(self.history(), [message])

    def test_messages_come_back_in_their_order(self) -> None:
        questions = ["one", "two", "three"]
        for question in questions:
            self.say(question)
        self.assertEqual([message["question"] for message in self.history()], questions)

    def test_any_text_comes_back_as_it_was(self) -> None:
        question = "“quotes” 'and' \"more\"; ünïcode 🦣 \\ %s\nanother line"
        self.say(question, context_used="a context", chat_type="diagnostic")
        [message] = self.history()
        self.assertEqual(message["question"], question)
        self.assertEqual((message["context_used"], message["chat_type"]), ("a context", "diagnostic"))

    def test_conversations_are_apart(self) -> None:
        self.say("mine")
        self.session = str(uuid.uuid4())
        self.assertEqual(self.history(), [])

    def test_what_does_not_fit_is_refused_and_not_kept(self) -> None:
        self.assertEqual(self.say("")[0], 422)
        self.assertEqual(self.say("x", chat_type="x" * 51)[0], 422)
        self.assertEqual(self.history(), [])

    def test_first_messages_at_once_open_one_conversation(self) -> None:
        with ThreadPoolExecutor(5) as pool:
            statuses = [status for status, _ in pool.map(self.say, "abcde")]
        self.assertEqual(statuses, [201] * 5)
        with SessionLocal() as db:
            mine = Conversation.session_id == self.session
            self.assertEqual(db.scalar(select(func.count()).select_from(Conversation).where(mine)), 1)
        self.assertEqual(sorted(message["question"] for message in self.history()), list("abcde"))

    def test_forgetting_wants_the_key_and_takes_the_messages_along(self) -> None:
        _, message = self.say("Forget me")
        path = f"/history?session_id={quote(self.session)}"
        self.assertEqual(self.call(path, "DELETE", key="wrong")[0], 403)
        self.assertEqual(len(self.history()), 1)
        self.assertEqual(self.call(path, "DELETE", key="for-the-tests")[0], 204)
        self.assertEqual(self.history(), [])
        with SessionLocal() as db:
            self.assertIsNone(db.get(Message, message["id"]))
