"""A copy or a dump as an open SQLite database that is whole."""
from __future__ import annotations

import os
import re
import sqlite3
from collections.abc import Iterable

from copied import Room, refuse_other_formats
from declared import SourceTable
from names import quoted
from problems import Findings, Refused

# What a dump has no need of, and would reach out of the database with, or write past its tables.
_HARMLESS_PRAGMAS = {"foreign_keys", "user_version", "application_id", "encoding"}
# What a dump has for a virtual table: it writes SQLite's own tables.
_VIRTUAL = re.compile(
    r'\s*(pragma\s+writable_schema|create\s+virtual\s+table|insert\s+into\s+"?sqlite_(master|schema))\b', re.IGNORECASE
)
_ERRORS_SHOWN = 5


def open_copy(path: str) -> sqlite3.Connection:
    """@raises Refused for a file that is damaged"""
    refuse_other_formats(path)
    connection = _connect(path)
    try:
        said = [str(row[0]) for row in connection.execute(f"pragma integrity_check({_ERRORS_SHOWN})")]
    except sqlite3.DatabaseError as error:
        said = [str(error)]
    if said != ["ok"]:
        raise Refused("the file is damaged; SQLite says: " + "; ".join(said))
    return connection


def open_dump(path: str, database: str, room: Room) -> sqlite3.Connection:
    """What `sqlite3 FILE .dump` has written, as a database again. @raises Refused"""
    connection = _connect(database)
    connection.execute("pragma synchronous = off")
    connection.set_authorizer(_allowed)
    try:
        with open(path, encoding="utf-8", newline="") as dump:
            _execute(connection, dump)
    except UnicodeDecodeError:
        raise Refused("the dump is no UTF-8") from None
    connection.set_authorizer(None)
    room.take(os.path.getsize(database))
    return connection


def broken_references(
    connection: sqlite3.Connection, tables: Iterable[SourceTable], left: set[str], findings: Findings
) -> None:
    """LEFT: the `table.column`s that stay behind, and what they refer to with them."""
    for table in tables:
        kept = {
            reference.number
            for reference in table.references
            if not any(f"{table.name}.{column}" in left for column in reference.columns)
        }
        if kept:
            _check_references(connection, table, kept, findings)


def _check_references(connection: sqlite3.Connection, table: SourceTable, kept: set[int], findings: Findings) -> None:
    where = f"table {table.name}"
    try:
        for _, row, parent, number in connection.execute(f"pragma foreign_key_check({quoted(table.name)})"):
            if number in kept:
                key = "without a rowid" if row is None else f"rowid {row}"
                findings.row_problem(where, f"refers to a row of {parent} that is not there", key)
    except sqlite3.OperationalError as error:
        findings.problem(where, f"has foreign keys that are not to be checked; SQLite says: {error}")


def _connect(path: str) -> sqlite3.Connection:
    connection = sqlite3.connect(path, isolation_level=None)
    # What is no UTF-8 is found where it is converted, and with its row.
    connection.text_factory = lambda raw: raw.decode("utf-8", "surrogateescape")
    return connection


def _execute(connection: sqlite3.Connection, lines) -> None:
    statement = ""
    for number, line in enumerate(lines, 1):
        if statement == "" and line.startswith("."):
            raise Refused(f"line {number} of the dump is a command of the sqlite3 shell; give what .dump writes")
        statement += line
        if not line.rstrip().endswith(";") or not sqlite3.complete_statement(statement):
            continue
        try:
            connection.execute(statement)
        except (sqlite3.Error, sqlite3.Warning, ValueError) as error:
            if _VIRTUAL.match(statement):
                raise Refused(
                    f"the dump has a virtual table (line {number}), which is not made again; give the database file itself"
                    " instead of a dump"
                ) from None
            # The message of a constraint names columns; that of a syntax error may quote what stands there.
            said = str(error) if isinstance(error, sqlite3.IntegrityError) else type(error).__name__
            raise Refused(f"the statement that ends in line {number} of the dump is not carried out ({said})") from None
        statement = ""
    if statement.strip() or connection.in_transaction:
        raise Refused("the dump is cut off: it ends within a statement, or before its COMMIT")


def _allowed(action: int, first: str | None, second: str | None, *_: object) -> int:
    forbidden = (
        action in (sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH, _CREATE_VIRTUAL_TABLE)
        or (action == sqlite3.SQLITE_PRAGMA and (first or "").lower() not in _HARMLESS_PRAGMAS)
        or (action == sqlite3.SQLITE_TRANSACTION and first == "ROLLBACK")
        or (action == sqlite3.SQLITE_FUNCTION and (second or "").lower() == "load_extension")
    )
    return sqlite3.SQLITE_DENY if forbidden else sqlite3.SQLITE_OK


_CREATE_VIRTUAL_TABLE = 29
