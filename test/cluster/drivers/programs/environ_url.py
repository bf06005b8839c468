from importlib.metadata import version
import os

import django
from django.conf import settings
import environ

settings.configure(DATABASES={"default": environ.Env().db("URL")})
django.setup()

from django.db import connection

with connection.cursor() as cursor:
    cursor.execute("select 1")
print("connected", version("django-environ"))
