"""What a run says: numbers, names and reasons, never what stands in a row."""
from __future__ import annotations

from plan import Move
from problems import Findings
from rows import Written


def report(moved: list[tuple[Move, Written]], findings: Findings) -> list[str]:
    lines = []
    for move, written in moved:
        made = ", which is made" if move.target.create else ""
        lines.append(
            f"table {move.source.name} -> {move.target.name}{made}: {written.rows} rows, checksum {written.checksum}"
        )
    lines += _section("left behind, or not carried over", findings.left)
    lines += _section("kept in another form", findings.notes())
    return lines


def refusal(problems: list[str]) -> list[str]:
    return _section(f"refused, {len(problems)} {'problem' if len(problems) == 1 else 'problems'}", problems)


def _section(title: str, lines: list[str]) -> list[str]:
    return [f"{title}:", *(f"  {line}" for line in lines)] if lines else []
