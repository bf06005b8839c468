from importlib.metadata import version
import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import text

app = Flask("app")
app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["URL"]
with app.app_context():
    SQLAlchemy(app).session.execute(text("select 1"))
    print("connected", version("flask-sqlalchemy"))
