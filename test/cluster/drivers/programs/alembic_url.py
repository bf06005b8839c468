from importlib.metadata import version
import os

from alembic.migration import MigrationContext
from sqlalchemy import engine_from_config

engine = engine_from_config({"sqlalchemy.url": os.environ["URL"]}, prefix="sqlalchemy.")
with engine.connect() as connection:
    MigrationContext.configure(connection).get_current_revision()
    print("connected", version("alembic"))
