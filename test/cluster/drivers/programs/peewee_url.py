from importlib.metadata import version
import os

from playhouse.db_url import connect

# By itself it does not decode the password.
connect(os.environ["URL"], unquote_password=True).execute_sql("select 1")
print("connected", version("peewee"))
