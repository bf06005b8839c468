"""Reads a SQLite database and writes what psql puts into PostgreSQL, or says why that cannot be.

    python3 THIS_FOLDER --dry-run FILE                      what would be moved, made, changed, refused
    python3 THIS_FOLDER --out FOLDER --catalog FILE FILE    the same, and the rows and SQL into FOLDER

Exits 0 where all can be moved, 3 where not. Python 3.9 or newer, with nothing installed.
"""
from __future__ import annotations

import argparse
import json
import os
import sqlite3
import sys
import tempfile

from copied import Room, copy_of
from declared import source_of
from opened import broken_references, open_copy, open_dump
from plan import Move, moves_of
from problems import Findings, Refused
from report import refusal, report
from rows import Written, write_rows
from script import write_script
from target import Target, target_of

REFUSED = 3


def main() -> int:
    parser = argparse.ArgumentParser(prog="sqlite-to-postgres", description="What of a SQLite database PostgreSQL can hold.")
    parser.add_argument("file", help="the SQLite file, or with --dump what .dump has written")
    parser.add_argument("--dump", action="store_true", help="FILE is the output of the sqlite3 shell's .dump")
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    parser.add_argument("--catalog", help="what catalog.sql has found in PostgreSQL; without: an empty database")
    parser.add_argument("--out", help="folder for the rows and the SQL")
    parser.add_argument("--room", type=int, metavar="MIB", help="refuse what would take more than that in FOLDER")
    parser.add_argument("--leave", action="append", default=[], metavar="NAME", help="a table or table.column to leave behind")
    given = parser.parse_args()
    if given.dry_run == (given.out is not None):
        parser.error("give one of --dry-run and --out")
    try:
        if given.out is not None:
            return read(given, given.out)
        with tempfile.TemporaryDirectory() as scratch:
            return read(given, scratch)
    except (Refused, sqlite3.Error) as error:
        said = str(error) if isinstance(error, Refused) else f"SQLite cannot read the file: {error}"
        print(*refusal([said]), sep="\n")
        return REFUSED


def read(given: argparse.Namespace, folder: str) -> int:
    target = _target(given.catalog)
    room = Room(given.room)
    copy = copy_of(given.file, folder, room)
    if copy.checksum in target.imports:
        print(f"this very file was imported at {target.imports[copy.checksum]}; there is nothing to do")
        if not given.dry_run:
            open(os.path.join(folder, "imported"), "w").close()
        return 0
    connection = open_dump(copy.path, os.path.join(folder, "dump.sqlite"), room) if given.dump else open_copy(copy.path)
    findings = Findings()
    left = set(given.leave)
    moves = moves_of(connection, source_of(connection), target, left, findings)
    broken_references(connection, [move.source for move in moves], left, findings)
    moved = [(move, _moved(connection, move, number, given, room, findings)) for number, move in enumerate(moves)]
    connection.close()
    print(*report(moved, findings), sep="\n")
    problems = findings.problems()
    if problems:
        print(*refusal(problems), sep="\n")
        return REFUSED
    # Rows take their time, and what was written meanwhile would be lost.
    copy.refuse_writer()
    if given.dry_run:
        print("nothing stands in the way; nothing was written")
    else:
        write_script(folder, target, moved, copy.checksum)
    return 0


def _target(catalog: str | None) -> Target:
    if catalog is None:
        return Target()
    with open(catalog, encoding="utf-8") as file:
        return target_of(json.load(file))


def _moved(
    connection: sqlite3.Connection, move: Move, number: int, given: argparse.Namespace, room: Room, findings: Findings
) -> Written:
    if given.dry_run:
        return write_rows(connection, move, None, room, findings)
    with open(os.path.join(given.out, f"{number}.copy"), "wb", buffering=1 << 20) as file:
        return write_rows(connection, move, file, room, findings)


if __name__ == "__main__":
    # A name of a table may be one that the terminal's encoding has not.
    sys.stdout.reconfigure(errors="backslashreplace")
    sys.exit(main())
