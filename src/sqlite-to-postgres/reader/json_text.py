"""JSON as jsonb has it: what it refuses is refused, and what it writes is written the same."""
from __future__ import annotations

import json
import re
from decimal import Decimal

from problems import Unfit

# jsonb's numbers are numeric: beyond this many digits it is of no use to anybody.
LARGEST_EXPONENT = 10_000
_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}
_SPECIAL = re.compile('["\\\\\x00-\x1f]')


class _Number(str):
    """A number as it stands in the text: read as a float it would lose digits."""


def checked(text: str) -> None:
    """@raises Unfit for what is no JSON"""
    _parsed(text, twice_is_lost=False)


def canonical(text: str) -> str:
    """The text that jsonb gives back. @raises Unfit for what it does not take, or would lose."""
    try:
        return _written(_parsed(text, twice_is_lost=True))
    except RecursionError:
        raise Unfit("is JSON that is nested too deep") from None


def _constant(name: str) -> object:
    raise Unfit(f"is JSON with {name}, which is none")


def _pairs(items: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(items)
    if len(found) < len(items):
        raise Unfit("is JSON with a key that comes twice, of which jsonb keeps the last")
    return found


_NUMBERS = {"parse_constant": _constant, "parse_float": _Number, "parse_int": _Number}
_PLAIN = json.JSONDecoder(**_NUMBERS)
_ONCE = json.JSONDecoder(**_NUMBERS, object_pairs_hook=_pairs)


def _parsed(text: str, *, twice_is_lost: bool) -> object:
    try:
        return (_ONCE if twice_is_lost else _PLAIN).decode(text)
    except ValueError:
        raise Unfit("is no JSON" if text.strip() else "is an empty text, and no JSON") from None
    except RecursionError:
        raise Unfit("is JSON that is nested too deep") from None


def _written(value: object) -> str:
    if value is None:
        return "null"
    if value is True:
        return "true"
    if value is False:
        return "false"
    if isinstance(value, _Number):
        return _number(value)
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return "[" + ", ".join(map(_written, value)) + "]"
    assert isinstance(value, dict)
    # Short keys first, then by their bytes.
    keys = sorted(value, key=lambda key: (len(_bytes(key)), _bytes(key)))
    return "{" + ", ".join(f"{_string(key)}: {_written(value[key])}" for key in keys) + "}"


def _number(text: str) -> str:
    number = Decimal(text)
    if abs(number.adjusted()) > LARGEST_EXPONENT or len(text) > LARGEST_EXPONENT:
        raise Unfit("is JSON with a number of too many digits")
    # numeric has no negative zero.
    return format(abs(number) if number.is_zero() else number, "f")


def _string(text: str) -> str:
    if "\0" in text:
        raise Unfit("is JSON with \\u0000, which jsonb does not hold")
    _bytes(text)
    return '"' + _SPECIAL.sub(lambda match: _ESCAPES.get(match[0]) or f"\\u{ord(match[0]):04x}", text) + '"'


def _bytes(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unfit("is JSON with half of a surrogate pair") from None


def array(text: str) -> list[int | float | str | None]:
    """The items of an array of scalars. @raises Unfit"""
    parsed = _parsed(text, twice_is_lost=False)
    if not isinstance(parsed, list):
        raise Unfit("is no JSON array")
    return [_scalar(item) for item in parsed]


def _scalar(item: object) -> int | float | str | None:
    if isinstance(item, bool):
        return int(item)
    if isinstance(item, _Number):
        return str(item)
    if item is None or isinstance(item, str):
        return item
    raise Unfit("is a JSON array with more than values in it")
