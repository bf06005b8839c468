"""What keeps a database from being moved, and what is worth knowing of it. Never what stands in a row."""
from __future__ import annotations

from collections import Counter

KEYS_SHOWN = 5


class Unfit(Exception):
    """A value that the column of PostgreSQL cannot hold as it is; the message says why, without the value."""


class Refused(Exception):
    """The file, or the way that was asked for, cannot be gone at all."""


class Findings:
    """All problems and notes of one run; the same of one column is one line with a count and the first rows."""

    def __init__(self) -> None:
        self.general: list[str] = []
        self.left: list[str] = []
        self.changed: Counter[tuple[str, str]] = Counter()
        self._count: Counter[tuple[str, str]] = Counter()
        self._rows: dict[tuple[str, str], list[str]] = {}

    def problem(self, where: str, why: str) -> None:
        self.general.append(f"{where}: {why}")

    def row_problem(self, where: str, why: str, row: str) -> None:
        at = (where, why)
        self._count[at] += 1
        rows = self._rows.setdefault(at, [])
        if len(rows) < KEYS_SHOWN:
            rows.append(row)

    def leave(self, what: str, why: str) -> None:
        self.left.append(f"{what}: {why}")

    def problems(self) -> list[str]:
        found = list(self.general)
        for (where, why), count in self._count.items():
            rows = self._rows[(where, why)]
            more = ", …" if count > len(rows) else ""
            found.append(f"{where}: {why} ({count} {'row' if count == 1 else 'rows'}: {', '.join(rows)}{more})")
        return found

    def notes(self) -> list[str]:
        return [f"{where}: {what} ({count})" for (where, what), count in self.changed.items()]
