from importlib.metadata import version
import os
import tempfile

from flask import Flask
from flask_migrate import Migrate, current, init
from flask_sqlalchemy import SQLAlchemy

app = Flask("app")
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["URL"]
Migrate(app, SQLAlchemy(app))
with app.app_context(), tempfile.TemporaryDirectory() as folder:
    init(f"{folder}/migrations")
    current(f"{folder}/migrations")
    print("connected", version("flask-migrate"))
