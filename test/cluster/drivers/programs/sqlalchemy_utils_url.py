from importlib.metadata import version
import os

from sqlalchemy_utils import database_exists

assert database_exists(os.environ["URL"])
print("connected", version("sqlalchemy-utils"))
