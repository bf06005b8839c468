from importlib.metadata import version
import os

import django
from django.conf import settings
import dj_database_url

settings.configure(DATABASES={"default": dj_database_url.parse(os.environ["URL"])})
django.setup()

from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("select 1")
print("connected", version("dj-database-url"))
