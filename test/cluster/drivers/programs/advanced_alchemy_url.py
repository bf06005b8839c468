from importlib.metadata import version
import os

from advanced_alchemy.config import SQLAlchemySyncConfig
from sqlalchemy import text

with SQLAlchemySyncConfig(connection_string=os.environ["URL"]).get_session() as session:
    session.execute(text("select 1"))
    print("connected", version("advanced-alchemy"))
