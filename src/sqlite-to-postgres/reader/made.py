"""A table that PostgreSQL does not have, made as SQLite declares it; what cannot be carried over is said."""
from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable

from declared import Index, Reference, SourceColumn, SourceTable
from limits import MOST_COLUMNS, SYSTEM_COLUMNS, key_unfit, may_refer
from names import counterpart, is_portable, quoted
from problems import Findings, Unfit
from target import Column, Table
from values import converter_for

# What SQLite only pretends to have, by the name that people give it; the first that fits.
_TYPES = (
    (r"BOOL(EAN)?", "bool", "boolean"),
    (r"DATE", "date", "date"),
    (r"(TIMESTAMPTZ|(TIMESTAMP|DATETIME) WITH TIME ?ZONE)", "timestamptz", "timestamp with time zone"),
    (r"(DATETIME\w*|TIMESTAMP( WITHOUT TIME ZONE)?)", "timestamp", "timestamp"),
    (r"TIME( WITHOUT TIME ZONE)?", "time", "time"),
    (r"JSONB?", "jsonb", "jsonb"),
    (r"(UUID|GUID|UNIQUEIDENTIFIER)", "uuid", "uuid"),
    (r".*INT.*", "int8", "bigint"),
    (r".*(CHAR|CLOB|TEXT|STRING).*", "text", "text"),
    (r".*(BLOB|BINARY|BYTEA).*", "bytea", "bytea"),
    (r".*(REAL|FLOA|DOUB).*", "float8", "double precision"),
    (r"(DEC|DECIMAL|NUMERIC|NUMBER|MONEY)", "numeric", "numeric"),
)
_NOW = {
    ("CURRENT_TIMESTAMP", "timestamp"): "(now() at time zone 'utc')",
    ("CURRENT_TIMESTAMP", "timestamptz"): "now()",
    ("CURRENT_DATE", "date"): "((now() at time zone 'utc')::date)",
    ("CURRENT_TIME", "time"): "((now() at time zone 'utc')::time(0))",
}
# What a table declares that no pragma tells of all of it, and PostgreSQL is not given.
_LOST = (
    (r"\bcheck ?\(", "its CHECK constraints are not made"),
    (r"\bcollate\b(?! ?binary\b)", "its collations are not made: texts are compared as PostgreSQL compares them"),
    (
        r"(?<!\bnot )\bdeferrable initially deferred\b",
        "its DEFERRABLE keys are made without it: they are checked at once, and not at the end of a transaction",
    ),
    (r"\bon conflict (?!abort\b)", "its ON CONFLICT clauses are not made: what violates a constraint fails"),
)
# In which the words above are none.
_QUOTED = re.compile(r"""'([^']|'')*'|"([^"]|"")*"|`([^`]|``)*`|\[[^]]*\]|--[^\n]*|/\*.*?(\*/|$)""", re.DOTALL)
_ACTIONS = {"CASCADE", "SET NULL", "SET DEFAULT", "RESTRICT", "NO ACTION"}


def made_table(
    connection: sqlite3.Connection,
    table: SourceTable,
    siblings: dict[str, SourceTable],
    schema: str,
    taken: set[str],
    findings: Findings,
) -> Table:
    """TAKEN: names that no index can have."""
    for name in [table.name, *(column.name for column in table.columns)]:
        if not is_portable(name):
            findings.problem(f"table {table.name!r}", "has a name, or a column's, that PostgreSQL cannot have")
    for name in sorted(SYSTEM_COLUMNS.intersection(column.name for column in table.columns)):
        findings.problem(f"column {table.name}.{name}", "has a name that PostgreSQL keeps for itself; rename it in the file")
    if len(table.columns) > MOST_COLUMNS:
        why = f"has {len(table.columns)} columns, and PostgreSQL takes {MOST_COLUMNS} at the most; leave it behind by its name"
        findings.problem(f"table {table.name}", why)
    columns = tuple(_column(connection, table, column, siblings) for column in table.columns)
    types = {column.name: column for column in columns}
    lines = [_line(table, column, types[column.name], findings) for column in table.columns]
    unfit = _unfit(connection, table, table.key, siblings) if table.key else None
    if unfit is not None:
        findings.leave(f"primary key of table {table.name}", f"is not made: {unfit}")
    elif table.key:
        lines.append(f"primary key ({_list(table.key)})")
    name = f"{quoted(schema)}.{quoted(table.name)}"
    bare = re.sub(r"\s+", " ", _QUOTED.sub(_without_words, table.sql))
    for pattern, what in _LOST:
        if re.search(pattern, bare, re.IGNORECASE):
            findings.leave(f"table {table.name}", what)
    return Table(
        name=table.name,
        columns=columns,
        create=(f"create table {name} (" + ", ".join(lines) + ")",),
        complete=tuple(
            statement
            # Those that have a name of their own first: the server gives the others a name that is free.
            for index in sorted(table.indexes, key=lambda index: index.origin != "c")
            for statement in _index(connection, table, index, siblings, schema, taken, findings)
        ),
        references=tuple(
            statement
            for reference in table.references
            for statement in _reference(connection, table, reference, siblings, schema, findings)
        ),
    )


def _without_words(found: re.Match[str]) -> str:
    return " " if found[0].startswith(("--", "/*")) else '""'


def _column(
    connection: sqlite3.Connection, table: SourceTable, column: SourceColumn, siblings: dict[str, SourceTable]
) -> Column:
    kind, display = _type(connection, table, column, siblings)
    return Column(
        name=column.name,
        type=kind,
        display=display,
        not_null=column.not_null or column.key > 0,
        has_default=column.name == table.rowid_column,
    )


def _type(
    connection: sqlite3.Connection,
    table: SourceTable,
    column: SourceColumn,
    siblings: dict[str, SourceTable],
    referring: tuple[tuple[str, str], ...] = (),
) -> tuple[str, str]:
    """REFERRING: the columns that refer to this one, in a row."""
    if column.name == table.rowid_column:
        return "int8", "bigint"
    declared = re.sub(r"\s+", " ", re.sub(r"\(.*?\)", "", column.declared)).strip().upper()
    for pattern, kind, display in _TYPES:
        if re.fullmatch(pattern, declared):
            return kind, display
    # No type, or one of nobody's: what it refers to has to be of the same.
    referring += ((table.name, column.name),)
    for parent, referred in _referred_columns(table, column, siblings):
        if (parent.name, referred.name) not in referring:
            return _type(connection, parent, referred, siblings, referring)
    # Or by what is in it.
    query = f"select distinct typeof({quoted(column.name)}) from {quoted(table.name)}"
    found = {row[0] for row in connection.execute(query)} - {"null"}
    if found == {"integer"}:
        return "int8", "bigint"
    if found and found <= {"integer", "real"}:
        return "numeric", "numeric"
    return ("bytea", "bytea") if found == {"blob"} else ("text", "text")


def _line(table: SourceTable, column: SourceColumn, made: Column, findings: Findings) -> str:
    where = f"column {table.name}.{column.name}"
    line = f"{quoted(column.name)} {made.display}"
    if made.has_default:
        return f"{line} generated by default as identity"
    if column.is_generated:
        findings.leave(where, "is computed in SQLite; its values are kept, and it is a plain column from then on")
    default = None if column.default is None else _default(column.default, made)
    if column.default is not None and default is None:
        findings.leave(where, "its default is not made")
    return line + (f" default {default}" if default else "") + (" not null" if column.not_null else "")


def _default(given: str, column: Column) -> str | None:
    text = given.strip()
    while text.startswith("(") and text.endswith(")"):
        text = text[1:-1].strip()
    if text.upper() == "NULL":
        return "null"
    now = _NOW.get((text.upper(), column.type))
    if now is not None or (text.upper(), "timestamp") in _NOW or text.upper() in ("CURRENT_DATE", "CURRENT_TIME"):
        return now
    value = _literal(text)
    converter = converter_for(column, lambda _: None)
    if value is None or converter is None:
        return None
    try:
        converted = converter.text(value)
    except Unfit:
        return None
    # A backslash is one only in E'…'.
    return "E'" + converted.replace("\\", "\\\\").replace("'", "''") + "'"


def _literal(text: str) -> int | float | str | bytes | None:
    if re.fullmatch(r"[+-]?\d+", text):
        return int(text)
    if re.fullmatch(r"[+-]?(\d+\.\d*|\.\d+)([eE][+-]?\d+)?", text):
        return float(text)
    if re.fullmatch(r"'([^']|'')*'", text):
        return text[1:-1].replace("''", "'")
    if re.fullmatch(r'"[^"]*"', text):
        return text[1:-1]
    if text.upper() in ("TRUE", "FALSE"):
        return int(text.upper() == "TRUE")
    if re.fullmatch(r"[xX]'([0-9a-fA-F]{2})*'", text):
        return bytes.fromhex(text[2:-1])
    return None


def _unfit(
    connection: sqlite3.Connection, table: SourceTable, names: Iterable[str], siblings: dict[str, SourceTable]
) -> str | None:
    """Why PostgreSQL has no index on these columns."""
    columns = {column.name: column for column in table.columns}
    return key_unfit(
        connection, table, [(name, _type(connection, table, columns[name], siblings)[0]) for name in names]
    )


def _index(
    connection: sqlite3.Connection,
    table: SourceTable,
    index: Index,
    siblings: dict[str, SourceTable],
    schema: str,
    taken: set[str],
    findings: Findings,
) -> list[str]:
    names = [name for name in index.columns if name is not None]
    is_constraint = index.origin != "c"
    where = f"index {index.name} of table {table.name}"
    if is_constraint and tuple(names) == table.key:
        # The primary key is there already.
        if not index.is_bytewise:
            findings.leave(where, "compares byte by byte, and not by its collation")
        return []
    if len(names) < len(index.columns) or index.is_partial:
        findings.leave(where, "is not made: it is one of an expression, or of a part of the rows")
        return []
    if not index.is_bytewise:
        findings.leave(where, "is not made: it compares by another collation than byte by byte")
        return []
    unfit = _unfit(connection, table, names, siblings)
    if unfit is not None:
        findings.leave(where, f"is not made: {unfit}")
        return []
    target = f"{quoted(schema)}.{quoted(table.name)}"
    if is_constraint:
        return [f"alter table {target} add unique ({_list(names)})"]
    if not is_portable(index.name):
        findings.leave(where, "is not made: PostgreSQL cannot have its name")
        return []
    if index.name in taken:
        findings.leave(where, "is not made: in PostgreSQL something else has its name")
        return []
    parts = [
        quoted(name) + (" desc" if descending else "") for name, descending in zip(names, index.is_descending)
    ]
    unique = "unique " if index.is_unique else ""
    return [f"create {unique}index {quoted(index.name)} on {target} ({', '.join(parts)})"]


def _reference(
    connection: sqlite3.Connection,
    table: SourceTable,
    reference: Reference,
    siblings: dict[str, SourceTable],
    schema: str,
    findings: Findings,
) -> list[str]:
    where = f"foreign key of table {table.name} to {reference.parent}"
    parent, columns = _referred(reference, siblings)
    if parent is None:
        findings.leave(where, "is not made: what it refers to is not there, or not unique, or was there before")
        return []
    actions = "".join(
        f" on {event} {action.lower()}"
        for event, action in (("update", reference.on_update), ("delete", reference.on_delete))
        if action in _ACTIONS and action != "NO ACTION"
    )
    own = [counterpart(name, [column.name for column in table.columns]) or name for name in reference.columns]
    kinds, others = (
        [_type(connection, one, column, siblings)[0] for name in names for column in one.columns if column.name == name]
        for one, names in ((table, own), (parent, columns))
    )
    unlike = [name for name, kind, other in zip(own, kinds, others) if not may_refer(kind, other)]
    if unlike:
        findings.leave(where, f"is not made: {', '.join(unlike)} is of another type than what it refers to")
        return []
    if _unfit(connection, parent, columns, siblings) is not None:
        findings.leave(where, "is not made: the key that it refers to is not")
        return []
    target, other = (f"{quoted(schema)}.{quoted(name)}" for name in (table.name, parent.name))
    return [f"alter table {target} add foreign key ({_list(own)}) references {other} ({_list(columns)}){actions}"]


def _referred(
    reference: Reference, siblings: dict[str, SourceTable]
) -> tuple[SourceTable, tuple[str, ...]] | tuple[None, tuple[()]]:
    parent = siblings.get(counterpart(reference.parent, siblings) or "")
    columns = parent and _parent_columns(parent, reference)
    if parent is None or not columns or len(columns) != len(reference.columns):
        return None, ()
    return parent, columns


def _referred_columns(
    table: SourceTable, column: SourceColumn, siblings: dict[str, SourceTable]
) -> list[tuple[SourceTable, SourceColumn]]:
    found = []
    for reference in table.references:
        parent, names = _referred(reference, siblings)
        for own, name in zip(reference.columns, names):
            if parent is not None and own.lower() == column.name.lower():
                found += [(parent, other) for other in parent.columns if other.name == name]
    return found


def _parent_columns(parent: SourceTable, reference: Reference) -> tuple[str, ...] | None:
    if not reference.parent_columns:
        return parent.key
    names = [column.name for column in parent.columns]
    columns = tuple(counterpart(name, names) or name for name in reference.parent_columns)
    unique = [
        parent.key,
        *(one.columns for one in parent.indexes if one.is_unique and not one.is_partial and one.is_bytewise),
    ]
    return columns if any(set(columns) == set(key) and len(columns) == len(key) for key in unique) else None


def _list(names) -> str:
    return ", ".join(map(quoted, names))
