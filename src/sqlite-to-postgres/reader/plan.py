"""Which table of SQLite goes into which of PostgreSQL, and column by column; what stays behind is said."""
from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from declared import Source, SourceColumn, SourceTable
from limits import names_by_the_server
from made import made_table
from names import counterpart, quoted
from problems import Findings
from target import Column, Table, Target


@dataclass(frozen=True)
class Move:
    source: SourceTable
    target: Table
    columns: tuple[tuple[SourceColumn, Column], ...]

    @property
    def numbered(self) -> list[tuple[Column, int | None]]:
        """The columns that the server numbers, and how far SQLite has come."""
        return [
            (column, self.source.sequence if source.name == self.source.rowid_column else None)
            for source, column in self.columns
            if column.sequence is not None or (self.target.create and column.has_default)
        ]


def moves_of(
    connection: sqlite3.Connection, source: Source, target: Target, left: set[str], findings: Findings
) -> list[Move]:
    """LEFT: tables and `table.column`s that the user leaves behind."""
    unknown = set(left)
    tables = []
    for table in source.tables:
        if table.name in left:
            findings.leave(f"table {table.name}", "left behind, as was asked for")
            unknown.discard(table.name)
        else:
            tables.append(table)
    for name in source.virtual:
        if name in left:
            findings.leave(f"virtual table {name}", "left behind, as was asked for")
            unknown.discard(name)
        else:
            findings.problem(f"virtual table {name}", "has no counterpart in PostgreSQL; leave it behind by its name")
    for name in source.views:
        findings.leave(f"view {name}", "is not made")
    for name in source.triggers:
        findings.leave(f"trigger {name}", "is not made")

    existing = {table.name: table for table in target.tables}
    made = {table.name: table for table in tables if counterpart(table.name, existing) is None}
    by_the_server = {name for table in made.values() for name in names_by_the_server(table)}
    taken = by_the_server | set(made) | target.names
    moves = []
    for table in tables:
        found = counterpart(table.name, existing)
        if found is None:
            if table.name in target.names:
                findings.problem(f"table {table.name}", "has a name that something else has in PostgreSQL; rename one of both")
            into = made_table(connection, table, made, target.schema, taken, findings)
        else:
            into = existing[found]
        moves.append(Move(table, into, _columns(connection, table, into, left, unknown, findings)))
    # The server gives a key or a sequence another name where that is taken, and a table none.
    moves.sort(key=lambda move: -len(move.target.name.encode()) if move.target.name in by_the_server else 0)
    _refuse_targets(moves, target, findings)
    for name in sorted(unknown):
        findings.problem(f"{name}", "is to be left behind, and there is no such table or table.column")
    if not moves:
        findings.problem("the file", "holds no table that could be moved")
    return moves


def _columns(
    connection: sqlite3.Connection, table: SourceTable, into: Table, left: set[str], unknown: set[str], findings: Findings
) -> tuple[tuple[SourceColumn, Column], ...]:
    by_name = {column.name: column for column in into.columns}
    pairs = []
    for column in table.columns:
        where = f"{table.name}.{column.name}"
        other = by_name.get(counterpart(column.name, by_name) or "")
        if where in left:
            unknown.discard(where)
            findings.leave(f"column {where}", "left behind, as was asked for")
        elif other is None and not _has_values(connection, table, column):
            findings.leave(f"column {where}", "has no counterpart in PostgreSQL, and no value")
        elif other is None:
            findings.problem(f"column {where}", "has no counterpart in PostgreSQL; make one, or leave it behind by its name")
        elif other.is_generated:
            findings.leave(f"column {where}", "is computed by PostgreSQL")
        else:
            pairs.append((column, other))
    if not pairs:
        findings.problem(f"table {table.name}", "has no column to be moved; leave it behind by its name")
    given = {other.name for _, other in pairs}
    if len(given) < len(pairs):
        findings.problem(f"table {table.name}", "has two columns that are one in PostgreSQL")
    for other in into.columns:
        needs_value = other.not_null and not other.has_default and not other.is_generated
        if other.name not in given and needs_value and _has_rows(connection, table):
            findings.problem(f"table {table.name}", f"has no {other.name}, and PostgreSQL wants a value of it in each row")
    return tuple(pairs)


def _refuse_targets(moves: list[Move], target: Target, findings: Findings) -> None:
    seen: dict[str, str] = {}
    for move in moves:
        name = move.target.name
        if name in seen:
            findings.problem(f"tables {seen[name]} and {move.source.name}", f"are both {name} in PostgreSQL")
        seen[name] = move.source.name
        if move.target.has_rows:
            findings.problem(f"table {name}", "has rows in PostgreSQL already; nothing is written over")
        if not move.target.is_owned:
            findings.problem(f"table {name}", f"does not belong to the role {target.user} in PostgreSQL")


def _has_rows(connection: sqlite3.Connection, table: SourceTable) -> bool:
    return connection.execute(f"select 1 from {quoted(table.name)} limit 1").fetchone() is not None


def _has_values(connection: sqlite3.Connection, table: SourceTable, column: SourceColumn) -> bool:
    query = f"select 1 from {quoted(table.name)} where {quoted(column.name)} is not null limit 1"
    return connection.execute(query).fetchone() is not None
