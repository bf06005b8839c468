"""Run by `python3 -m unittest` here: on a laptop, in a container, in a pod, against the database of that place."""

import os

from tests.settings import database_url

# A pod has DATABASE_URL alone, from its Secret.
if "TEST_DATABASE_URL" in os.environ:
    os.environ["DATABASE_URL"] = database_url("TEST_DATABASE_URL")
os.environ["API_KEY"] = "for-the-tests"
