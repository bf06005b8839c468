from importlib.metadata import version
import os

import geoalchemy2
from sqlalchemy import create_engine, text

assert geoalchemy2.Geometry
with create_engine(os.environ["URL"]).connect() as connection:
    connection.execute(text("select 1"))
    print("connected", version("geoalchemy2"))
