"""What PostgreSQL cannot make of what SQLite declares, though it holds every value."""
from __future__ import annotations

import sqlite3
from collections.abc import Iterable

from declared import SourceTable
from names import quoted

MOST_COLUMNS = 1600
MOST_KEY_COLUMNS = 32
# Names that each table has for columns of the server's own.
SYSTEM_COLUMNS = frozenset(("ctid", "xmin", "xmax", "cmin", "cmax", "tableoid"))

# Of an entry in an index: a third of a page. Counted as the text is, since nobody knows before how far it is compressed.
LARGEST_ENTRY = 2704
# Of a row, without what is kept apart from it: a page.
LARGEST_ROW = 8160
_ROW_HEADER = 24
# What stands in a row for a value that is kept apart, and from which size on it may be.
_APART, _KEPT_APART_FROM = 18, 24
# No row of fewer columns is too large, as each takes the header of what is kept apart at the most.
WIDE_COLUMNS = LARGEST_ROW // _KEPT_APART_FROM - 2

_TIMES = {"date", "timestamp", "timestamptz"}
# What a column may be that refers to one of another type: what an index of the latter compares with, or takes in silence.
_REFERRING = {
    "numeric": {"int8"},
    "float8": {"int8", "numeric"},
    **{kind: _TIMES for kind in _TIMES},
}
# The bytes that a character of SQLite's may take in an index; a document of JSON is kept in a form of its own.
_GROWTH = {"text": 1, "bytea": 1, "numeric": 1, "jsonb": 8}
_FIXED = 16


def may_refer(kind: str, other: str) -> bool:
    """A column of type KIND to one of type OTHER."""
    return kind == other or kind in _REFERRING.get(other, ())


def key_unfit(
    connection: sqlite3.Connection, table: SourceTable, columns: Iterable[tuple[str, str]]
) -> str | None:
    """Why there is no index on COLUMNS, of names and types; None where there is."""
    columns = list(columns)
    if len(columns) > MOST_KEY_COLUMNS:
        return f"it has {len(columns)} columns, and PostgreSQL takes {MOST_KEY_COLUMNS} at the most"
    if all(kind not in _GROWTH for _, kind in columns):
        return None
    [encoding] = connection.execute("pragma encoding").fetchone()
    sizes = (_size(name, kind, 1 if encoding == "UTF-8" else 2) for name, kind in columns)
    # A header, another one where something is null, and each value with its own, at a multiple of eight.
    nulls = " or ".join(f"{quoted(name)} is null" for name, _ in columns)
    query = f"select max(8 + 8 * ({nulls}) + {' + '.join(sizes)}) from {quoted(table.name)}"
    largest = connection.execute(query).fetchone()[0] or 0
    if largest <= LARGEST_ENTRY:
        return None
    return f"its longest values take {largest} bytes, and PostgreSQL takes {LARGEST_ENTRY} at the most"


def _size(name: str, kind: str, growth: int) -> str:
    if kind not in _GROWTH:
        return str(_FIXED)
    length = f"length(cast({quoted(name)} as blob)) * {_GROWTH[kind] * growth}"
    return f"coalesce(({length} + 4 + 7) / 8 * 8, 0)"


def row_size(texts: Iterable[str | None]) -> int:
    """Of a row with these values, at least."""
    size = _ROW_HEADER
    for text in texts:
        if text is not None:
            length = 1 + len(text.encode("utf-8"))
            size += _APART if length > _KEPT_APART_FROM else length
    return size


def names_by_the_server(table: SourceTable) -> list[str]:
    """The key and the sequence that a table brings along."""
    numbered = table.rowid_column
    return [
        *([_joined(table.name, "", "pkey")] if table.key else []),
        *([_joined(table.name, numbered, "seq")] if numbered is not None else []),
    ]


def _joined(name: str, column: str, label: str) -> str:
    """As PostgreSQL's makeObjectName: of what is too long, the longer one loses its end."""
    first, second = name.encode(), column.encode()
    room = 63 - len(label) - 1 - (1 if second else 0)
    while len(first) + len(second) > room:
        if len(first) > len(second):
            first = first[:-1]
        else:
            second = second[:-1]
    parts = [part.decode("utf-8", "ignore") for part in (first, second) if part]
    return "_".join([*parts, label])
