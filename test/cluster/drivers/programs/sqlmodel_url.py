from importlib.metadata import version
import os

from sqlmodel import Session, create_engine, text

with Session(create_engine(os.environ["URL"])) as session:
    session.exec(text("select 1"))
    print("connected", version("sqlmodel"))
