"""The one connection to the database: its URL comes from the environment and from nowhere else."""

import logging
import os
import time
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, declarative_base, sessionmaker

DATABASE_URL = os.environ.get("DATABASE_URL", "sqlite:///./chat.db")

log = logging.getLogger("uvicorn.error")

# SQLite refuses a connection in another thread than its own; other drivers do not know the argument.
connect_args = {"check_same_thread": False} if DATABASE_URL.startswith("sqlite") else {}
# pre_ping: a connection that died with the database's pod is replaced before it is used.
engine = create_engine(DATABASE_URL, connect_args=connect_args, pool_pre_ping=True)
SessionLocal = sessionmaker(bind=engine, autoflush=False)
Base = declarative_base()


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session


def create_tables() -> None:
    """Make the tables that are missing, as soon as the database answers.

    The database may start after the API, and of several workers that create the same table at once all
    but one fail: both are over at the next attempt.
    """
    while True:
        try:
            Base.metadata.create_all(bind=engine)
        except DBAPIError as error:
            log.warning("the database is not ready: %s", error.orig)
            time.sleep(1)
        else:
            return
