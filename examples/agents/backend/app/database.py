"""The one connection to the database: its URL comes from the environment and from nowhere else."""

import os
from collections.abc import Iterator

from sqlalchemy import create_engine
from sqlalchemy.orm import Session, declarative_base, sessionmaker

# pre_ping: a connection that died with the database's pod is replaced before it is used.
engine = create_engine(os.environ["DATABASE_URL"], pool_pre_ping=True)
SessionLocal = sessionmaker(bind=engine, autoflush=False)
Base = declarative_base()


def get_db() -> Iterator[Session]:
    with SessionLocal() as session:
        yield session
