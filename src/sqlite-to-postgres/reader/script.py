"""What psql is to do with the rows, as files that load.sql reads."""
from __future__ import annotations

import os

from names import literal, quoted
from plan import Move
from rows import Written
from target import Column, Target
from values import converter_for


def write_script(folder: str, target: Target, moved: list[tuple[Move, Written]], checksum: str) -> None:
    moves = [move for move, _ in moved]
    _write(folder, "create.sql", [statement for move in moves for statement in move.target.create])
    _write(folder, "target.sql", [_expected(target, move, written, checksum) for move, written in moved])
    with open(os.path.join(folder, "copy.sql"), "w", encoding="utf-8") as file:
        for number, move in enumerate(moves):
            columns = ", ".join(quoted(column.name) for _, column in move.columns)
            file.write(f"\\copy {_name(target, move)} ({columns}) from '{number}.copy'\n")
    _write(folder, "verify.sql", [_found(target, move) for move in moves])
    _write(folder, "sequences.sql", [statement for move in moves for statement in _sequences(target, move)])
    complete = [statement for move in moves for statement in move.target.complete]
    references = [statement for move in moves for statement in move.target.references]
    _write(folder, "complete.sql", complete + references)


def _expected(target: Target, move: Move, written: Written, checksum: str) -> str:
    name = literal(_name(target, move))
    return f"insert into pg_temp.expected values ({name}, {written.rows}, {literal(written.checksum)}, {literal(checksum)})"


def _found(target: Target, move: Move) -> str:
    parts = [_part(quoted(column.name), converter_for(column, lambda _: None).expression) for _, column in move.columns]
    return (
        f"insert into pg_temp.found select {literal(_name(target, move))}, count(*), {_summed(1)} || {_summed(16)}"
        f" from (select encode(sha256(convert_to({' || '.join(parts)}, 'UTF8')), 'hex') from {_name(target, move)})"
        " as row (hash)"
    )


def _summed(start: int) -> str:
    bits = f"('x' || substr(hash, {start}, 15))::bit(60)::bigint"
    return f"lpad(to_hex(mod(coalesce(sum({bits}), 0), {2**60})::bigint), 15, '0')"


def _part(column: str, expression: str) -> str:
    text = expression.format(column)
    return f"coalesce(octet_length({text}) || ':' || {text}, '-')"


def _sequences(target: Target, move: Move) -> list[str]:
    return [_sequence(_name(target, move), column, last) for column, last in move.numbered]


def _sequence(table: str, column: Column, last: int | None) -> str:
    """A restart is undone with its transaction, setval alone would not be."""
    sequence = column.sequence
    name = literal(sequence) if sequence else f"pg_get_serial_sequence({literal(table)}, {literal(column.name)})"
    return (
        f"select pg_temp.set_sequence({name}::regclass,"
        f" (select greatest(max({quoted(column.name)})::bigint, {'null' if last is None else last}::bigint) from {table}))"
    )


def _name(target: Target, move: Move) -> str:
    return f"{quoted(target.schema)}.{quoted(move.target.name)}"


def _write(folder: str, name: str, statements: list[str]) -> None:
    with open(os.path.join(folder, name), "w", encoding="utf-8") as file:
        file.writelines(f"{statement};\n" for statement in statements)
