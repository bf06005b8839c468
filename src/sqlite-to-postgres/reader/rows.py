"""All rows of a table as text for COPY, with their number and their checksum."""
from __future__ import annotations

import hashlib
import sqlite3
from dataclasses import dataclass
from typing import IO, Optional

import times
from copied import Room
from declared import SourceColumn, SourceTable
from limits import LARGEST_ROW, WIDE_COLUMNS, row_size
from names import quoted
from plan import Move
from problems import Findings, Unfit
from target import Column
from values import Converter, converter_for

_TIMES = ("date", "timestamp", "timestamptz")
_ESCAPES = str.maketrans({"\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t"})


@dataclass(frozen=True)
class Written:
    rows: int
    # The sums of the first and of the second 60 bits of each row's SHA-256, as hex: the same in whatever order.
    checksum: str


@dataclass(frozen=True)
class Field:
    where: str
    column: Column
    converter: Converter


def write_rows(
    connection: sqlite3.Connection, move: Move, file: Optional[IO[bytes]], room: Room, findings: Findings
) -> Written:
    """FILE: None looks at all rows and writes none. @raises Refused where there is no ROOM for them"""
    fields = [_field(connection, move.source, source, column, findings) for source, column in move.columns]
    known = [field for field in fields if field is not None]
    if len(known) < len(fields):
        return Written(0, _checksum(0, 0))
    count = first = second = 0
    for key, row in _rows(connection, move):
        count += 1
        texts = [_text(field, value, key, findings) for field, value in zip(known, row)]
        if len(texts) > WIDE_COLUMNS and row_size(texts) > LARGEST_ROW:
            why = f"is more than the {LARGEST_ROW} bytes that PostgreSQL takes of a row beside what it keeps apart"
            findings.row_problem(f"table {move.source.name}", why, key)
        digest = hashlib.sha256(b"".join(map(_summed, known, texts))).hexdigest()
        first += int(digest[:15], 16)
        second += int(digest[15:30], 16)
        if file is not None:
            line = "\t".join("\\N" if text is None else text.translate(_ESCAPES) for text in texts)
            raw = line.encode("utf-8") + b"\n"
            room.take(len(raw))
            file.write(raw)
    return Written(count, _checksum(first, second))


def _checksum(first: int, second: int) -> str:
    return f"{first % 2**60:015x}{second % 2**60:015x}"


def _rows(connection: sqlite3.Connection, move: Move):
    table = move.source
    names = [quoted(source.name) for source, _ in move.columns]
    # A row that has no rowid is known by its place in the order of the key.
    query = f"select {', '.join([table.rowid or 'null', *names])} from {quoted(table.name)}"
    if table.rowid is None:
        query += " order by " + ", ".join(map(quoted, table.key))
    # One by one: a row may take as much memory as there is for many.
    for place, row in enumerate(connection.execute(query), 1):
        yield (f"row {place} by its key" if row[0] is None else f"rowid {row[0]}"), row[1:]


def _text(field: Field, value, key: str, findings: Findings) -> str | None:
    if value is None:
        if field.column.not_null:
            findings.row_problem(field.where, "has no value, and PostgreSQL wants one", key)
        return None
    try:
        return field.converter.text(value)
    except Unfit as unfit:
        findings.row_problem(field.where, str(unfit), key)
        return None


def _summed(field: Field, text: str | None) -> bytes:
    if text is None:
        return b"-"
    summed = field.converter.summed
    raw = (text if summed is None else summed(text)).encode("utf-8")
    return b"%d:" % len(raw) + raw


def _field(
    connection: sqlite3.Connection, table: SourceTable, source: SourceColumn, column: Column, findings: Findings
) -> Field | None:
    where = f"column {table.name}.{source.name}"

    def note(what: str) -> None:
        findings.changed[(where, what)] += 1

    converter = converter_for(column, note)
    if converter is None:
        findings.problem(where, f"is of type {column.display} in PostgreSQL, which is not filled; leave it behind by its name")
        return None
    if column.type in _TIMES:
        _refuse_mixed(connection, table, source, where, findings)
    return Field(where, column, converter)


def _refuse_mixed(
    connection: sqlite3.Connection, table: SourceTable, source: SourceColumn, where: str, findings: Findings
) -> None:
    """A column with numbers on both sides of where seconds end may have one unit or two: nobody can tell."""
    name = quoted(source.name)
    query = f"""select distinct case
        when {name} between {times.FIRST_JULIAN_DAY} and {times.LAST_JULIAN_DAY} then 'Julian days'
        when {name} between {1 - times.SECONDS_BELOW} and {times.SECONDS_BELOW - 1} then 'seconds'
        when {name} between {1 - times.MILLISECONDS_BELOW} and {times.MILLISECONDS_BELOW - 1} then 'milliseconds'
        else 'microseconds' end
      from {quoted(table.name)} where typeof({name}) in ('integer', 'real') and {name} <> 0"""
    found = sorted(row[0] for row in connection.execute(query))
    if len(found) > 1:
        findings.problem(where, f"has numbers that may be {' or '.join(found)}; make them one of both")
