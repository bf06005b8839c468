"""SQLite's side: what tables it has, and what they declare."""
from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass

from names import quoted

_SHADOWS = ("content", "data", "idx", "docsize", "config", "segdir", "segments", "stat", "node", "rowid", "parent")


@dataclass(frozen=True)
class SourceColumn:
    name: str
    declared: str
    not_null: bool
    default: str | None
    # Its place in the primary key, from 1 on; 0: not in it.
    key: int
    is_generated: bool


@dataclass(frozen=True)
class Reference:
    # By which SQLite knows it in its table.
    number: int
    columns: tuple[str, ...]
    parent: str
    # Empty: the parent's primary key.
    parent_columns: tuple[str, ...]
    on_update: str
    on_delete: str


@dataclass(frozen=True)
class Index:
    name: str
    # None: an expression.
    columns: tuple[str | None, ...]
    is_descending: tuple[bool, ...]
    is_unique: bool
    # "pk" or "u" by a constraint of the table, "c" by CREATE INDEX.
    origin: str
    is_partial: bool
    collations: tuple[str, ...]

    @property
    def is_bytewise(self) -> bool:
        return all(collation.upper() == "BINARY" for collation in self.collations)


@dataclass(frozen=True)
class SourceTable:
    name: str
    sql: str
    columns: tuple[SourceColumn, ...]
    references: tuple[Reference, ...]
    indexes: tuple[Index, ...]
    # A name under which the rowid is to be had; None: there is none.
    rowid: str | None
    # The largest key that AUTOINCREMENT has given so far.
    sequence: int | None

    @property
    def key(self) -> tuple[str, ...]:
        ordered = sorted((column.key, column.name) for column in self.columns if column.key)
        return tuple(name for _, name in ordered)

    @property
    def rowid_column(self) -> str | None:
        """The column that is the rowid itself, and is numbered by SQLite."""
        if self.rowid is None or len(self.key) != 1:
            return None
        [column] = [one for one in self.columns if one.key]
        # A key that has an index is beside the rowid. That of a UNIQUE on the same column says nothing.
        has_index = any(index.origin == "pk" for index in self.indexes)
        return column.name if column.declared.upper() == "INTEGER" and not has_index else None


@dataclass(frozen=True)
class Source:
    tables: tuple[SourceTable, ...]
    virtual: tuple[str, ...]
    views: tuple[str, ...]
    triggers: tuple[str, ...]


def source_of(connection: sqlite3.Connection) -> Source:
    found = [
        (kind, name, sql or "")
        for kind, name, sql in connection.execute("select type, name, sql from sqlite_master order by rowid")
        if not name.lower().startswith("sqlite_")
    ]
    tables = [(name, sql) for kind, name, sql in found if kind == "table"]
    virtual = [name for name, sql in tables if re.match(r"\s*create\s+virtual\b", sql, re.IGNORECASE)]
    shadows = _shadows(connection, virtual)
    sequences = _sequences(connection)
    return Source(
        tables=tuple(
            _table(connection, name, sql, sequences.get(name))
            for name, sql in tables
            if name not in virtual and name.lower() not in shadows
        ),
        virtual=tuple(virtual),
        views=tuple(name for kind, name, _ in found if kind == "view"),
        triggers=tuple(name for kind, name, _ in found if kind == "trigger"),
    )


def _shadows(connection: sqlite3.Connection, virtual: list[str]) -> set[str]:
    """In which virtual tables keep what they hold; SQLite before 3.37 does not say it."""
    if sqlite3.sqlite_version_info < (3, 37):
        return {f"{name}_{suffix}".lower() for name in virtual for suffix in _SHADOWS}
    rows = connection.execute("select name from pragma_table_list where type = 'shadow'")
    return {name.lower() for (name,) in rows}


def _sequences(connection: sqlite3.Connection) -> dict[str, int]:
    if connection.execute("select count(*) from sqlite_master where name = 'sqlite_sequence'").fetchone()[0] == 0:
        return {}
    rows = connection.execute("select name, seq from sqlite_sequence")
    return {name: seq for name, seq in rows if isinstance(seq, int)}


def _table(connection: sqlite3.Connection, name: str, sql: str, sequence: int | None) -> SourceTable:
    columns = tuple(
        SourceColumn(column, declared or "", bool(not_null), default, key, hidden in (2, 3))
        for _, column, declared, not_null, default, key, hidden in connection.execute(
            f"pragma table_xinfo({quoted(name)})"
        )
        if hidden != 1
    )
    return SourceTable(
        name=name,
        sql=sql,
        columns=columns,
        references=_references(connection, name),
        indexes=_indexes(connection, name),
        rowid=_rowid(connection, name, columns),
        sequence=sequence,
    )


def _rowid(connection: sqlite3.Connection, name: str, columns: tuple[SourceColumn, ...]) -> str | None:
    taken = {column.name.lower() for column in columns}
    for alias in ("rowid", "_rowid_", "oid"):
        if alias in taken:
            continue
        try:
            connection.execute(f"select {alias} from {quoted(name)} limit 0")
        except sqlite3.OperationalError:
            return None
        return alias
    return None


def _references(connection: sqlite3.Connection, name: str) -> tuple[Reference, ...]:
    found: dict[int, list[tuple]] = {}
    for row in connection.execute(f"pragma foreign_key_list({quoted(name)})"):
        found.setdefault(row[0], []).append(row)
    return tuple(
        Reference(
            number=number,
            columns=tuple(row[3] for row in rows),
            parent=rows[0][2],
            parent_columns=tuple(row[4] for row in rows if row[4] is not None),
            on_update=rows[0][5],
            on_delete=rows[0][6],
        )
        # SQLite numbers them from the last to the first.
        for number, rows in sorted(found.items(), reverse=True)
    )


def _indexes(connection: sqlite3.Connection, name: str) -> tuple[Index, ...]:
    indexes = []
    for _, index, is_unique, origin, is_partial in connection.execute(f"pragma index_list({quoted(name)})"):
        parts = [row for row in connection.execute(f"pragma index_xinfo({quoted(index)})") if row[5]]
        indexes.append(
            Index(
                name=index,
                columns=tuple(row[2] if row[1] >= 0 else None for row in parts),
                is_descending=tuple(bool(row[3]) for row in parts),
                is_unique=bool(is_unique),
                origin=origin,
                is_partial=bool(is_partial),
                collations=tuple(row[4] for row in parts),
            )
        )
    return tuple(reversed(indexes))
