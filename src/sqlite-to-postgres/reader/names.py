"""Names in SQL, and the names of one side looked up on the other."""
from __future__ import annotations

from collections.abc import Iterable


def quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def is_portable(name: str) -> bool:
    """PostgreSQL cuts a name at 63 bytes, and psql reads its commands line by line."""
    return 0 < len(name.encode("utf-8", "replace")) <= 63 and name.isprintable()


def counterpart(name: str, names: Iterable[str]) -> str | None:
    """The same name, or else the only one that differs in case alone: SQLite makes no difference there."""
    names = list(names)
    if name in names:
        return name
    alike = [other for other in names if other.lower() == name.lower()]
    return alike[0] if len(alike) == 1 else None
