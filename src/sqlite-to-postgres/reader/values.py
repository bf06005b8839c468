"""A value of SQLite as the text that a column of PostgreSQL is given, or the reason why it cannot hold it."""
from __future__ import annotations

import re
import struct
import uuid
from dataclasses import dataclass
from decimal import Decimal
from typing import Callable, Optional, Union

import json_text
import times
from problems import Unfit
from target import Column

Value = Union[int, float, str, bytes]
Note = Callable[[str], None]


@dataclass(frozen=True)
class Converter:
    # The text for COPY, not escaped yet. @raises Unfit
    text: Callable[[Value], str]
    # What the checksum is taken of, made from that text; None: the text itself.
    summed: Optional[Callable[[str], str]] = None
    # The same in SQL, of what the column holds.
    expression: str = "{}::text"


CONVERTED = {int: "whole numbers", float: "numbers with a fraction", str: "texts", bytes: "blobs"}
_INTEGER_RANGE = {"int2": 2**15, "int4": 2**31, "int8": 2**63}
_INTEGER = re.compile(r"[+-]?\d{1,40}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,4})?", re.ASCII)
# Four times what a double is exact to.
BINARY_NOISE = Decimal("1e-15")
_UUID = re.compile(r"(urn:)?(uuid:)?\{?([0-9a-fA-F]-?){32}\}?")
_TRUE = {"1", "t", "true", "y", "yes", "on"}
_FALSE = {"0", "f", "false", "n", "no", "off"}
_BARE_ELEMENT = re.compile(r'[^ \t\n\r\v\f{}",\\]+')


def converter_for(column: Column, note: Note) -> Converter | None:
    """None: no value can be told to have arrived in a column of this type."""
    kind = column.type
    if kind == "bool":
        # As they stand in an array, and not as the cast to text has them.
        return Converter(lambda value: _boolean(value, note), None, "case {} when true then 't' when false then 'f' end")
    if kind in _INTEGER_RANGE:
        limit = _INTEGER_RANGE[kind]
        return Converter(lambda value: _integer(value, limit, note))
    if kind == "float8":
        return Converter(lambda value: repr(_float(value, note)), _float8_bytes, "encode(float8send({}), 'hex')")
    if kind == "float4":
        return Converter(lambda value: _float4(value, note), _float4_bytes, "encode(float4send({}), 'hex')")
    if kind == "numeric":
        return Converter(lambda value: _numeric(value, column, note))
    if kind in ("text", "varchar"):
        return Converter(lambda value: _text(value, column.length, note))
    if kind == "bpchar":
        # Spaces at the end mean nothing there, and the cast to text drops them.
        return Converter(lambda value: _text(_unpadded(value), column.length, note))
    if kind == "enum":
        return Converter(lambda value: _label(value, column.labels, note))
    if kind == "bytea":
        return Converter(lambda value: "\\x" + _bytes(value, note).hex(), lambda text: text[2:], "encode({}, 'hex')")
    if kind == "uuid":
        return Converter(_uuid)
    if kind == "date":
        return Converter(lambda value: times.day(value, note).isoformat())
    if kind == "timestamp":
        return Converter(lambda value: times.text_of(times.moment(value, column.length, note)))
    if kind == "timestamptz":
        return Converter(lambda value: times.text_of(times.moment(value, column.length, note)) + "+00")
    if kind == "time":
        return Converter(lambda value: times.time_of_day(value, column.length, note))
    if kind == "jsonb":
        return Converter(lambda value: json_text.canonical(_json(value)))
    if kind == "json":
        return Converter(lambda value: _plain_json(_json(value)))
    if kind == "array" and column.element is not None:
        return _array(column.element, note)
    return None


def _boolean(value: Value, note: Note) -> str:
    if isinstance(value, (int, float)):
        if value in (0, 1):
            return "t" if value else "f"
    elif isinstance(value, str):
        word = value.strip().lower()
        if word in _TRUE or word in _FALSE:
            note("texts are read as true and false")
            return "t" if word in _TRUE else "f"
    raise Unfit("is neither true nor false (0, 1, 't', 'true', …)")


def _integer(value: Value, limit: int, note: Note) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) <= 2**53:
        note("numbers with a fraction of zero are whole numbers")
        value = int(value)
    elif isinstance(value, str) and _INTEGER.fullmatch(value.strip()):
        note("texts are read as whole numbers")
        value = int(value)
    if not isinstance(value, int):
        raise Unfit(f"is no whole number but {_kind(value)}")
    if not -limit <= value < limit:
        raise Unfit("is a whole number outside of what the column holds")
    return str(value)


def _float(value: Value, note: Note) -> float:
    if isinstance(value, float):
        return value
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        note("texts are read as numbers")
        number = float(value)
        if number in (float("inf"), float("-inf")):
            raise Unfit("is a number outside of what the column holds")
        if Decimal(repr(number)) != Decimal(value.strip()):
            raise Unfit("is a number that would lose digits")
        return number
    if isinstance(value, int):
        if int(float(value)) != value:
            raise Unfit("is a whole number that would lose digits")
        return float(value)
    raise Unfit(f"is no number but {_kind(value)}")


def _float8_bytes(text: str) -> str:
    return struct.pack(">d", float(text)).hex()


def _float4(value: Value, note: Note) -> str:
    number = _float(value, note)
    if number in (float("inf"), float("-inf")):
        return repr(number)
    text = repr(number)
    try:
        single = struct.unpack(">f", struct.pack(">f", number))[0]
    except OverflowError:
        raise Unfit("is a number outside of what the column holds") from None
    # The shortest text that means the single one: where it is another number, digits would be lost.
    shortest = next(shown for digits in range(1, 10) if _single(shown := f"{single:.{digits}g}") == single)
    if Decimal(shortest) != Decimal(text):
        raise Unfit("is a number that would lose digits")
    return text


def _single(text: str) -> float | None:
    try:
        return struct.unpack(">f", struct.pack(">f", float(text)))[0]
    except OverflowError:
        return None


def _float4_bytes(text: str) -> str:
    return struct.pack(">f", float(text)).hex()


def _numeric(value: Value, column: Column, note: Note) -> str:
    if isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        note("texts are read as numbers")
        return _fitted(Decimal(value.strip()), column)
    if isinstance(value, int):
        return _fitted(Decimal(value), column)
    if isinstance(value, float) and abs(value) != float("inf"):
        try:
            return _fitted(Decimal(repr(value)), column)
        except Unfit:
            # The fifteen digits that a binary number is sure of, as SQLite shows it: 0.1 + 0.2 is 0.3.
            sure = Decimal(f"{value:.15g}")
            # No more than binary arithmetic has put there: what is farther off was meant so.
            if abs(sure - Decimal(repr(value))) > abs(sure) * BINARY_NOISE:
                raise
            fitted = _fitted(sure, column)
            note("binary fractions are read by their first fifteen digits")
            return fitted
    raise Unfit(f"is no number but {_kind(value)}")


def _fitted(number: Decimal, column: Column) -> str:
    if number.is_zero():
        number = abs(number)
    exponent = number.as_tuple().exponent
    assert isinstance(exponent, int)
    if column.scale is None or column.precision is None:
        if number.adjusted() > 131_071 or exponent < -16_383:
            raise Unfit("is a number outside of what the column holds")
        return format(number, "f")
    digits = number.normalize() if len(number.as_tuple().digits) <= 28 else number
    places = -int(digits.as_tuple().exponent)
    if places > column.scale:
        raise Unfit(f"is a number with more decimal places than the {column.scale} of the column")
    if not number.is_zero() and number.adjusted() >= column.precision - column.scale:
        raise Unfit("is a number outside of what the column holds")
    text = format(number, "f")
    whole, _, fraction = text.partition(".")
    fraction = fraction.rstrip("0").ljust(max(column.scale, 0), "0")
    return f"{whole}.{fraction}" if fraction else whole


def _text(value: Value, length: int | None, note: Note) -> str:
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8")
        except UnicodeDecodeError:
            raise Unfit("is a blob that is no text") from None
        note("blobs are read as texts")
    elif isinstance(value, str):
        text = value
    else:
        text = repr(value)
        note(f"{_kinds(value)} are written as texts")
    return _fit_text(text, length)


def _fit_text(text: str, length: int | None) -> str:
    if "\0" in text:
        raise Unfit("is a text with a zero byte, which PostgreSQL does not hold")
    if length is not None and len(text) > length:
        raise Unfit(f"is a text of more than {length} characters")
    if not text.isascii():
        _utf8(text)
    return text


def _unpadded(value: Value) -> Value:
    return value.rstrip(" ") if isinstance(value, str) else value


def _label(value: Value, labels: tuple[str, ...], note: Note) -> str:
    text = _text(value, None, note)
    if text not in labels:
        raise Unfit("is none of the values of the column's enum")
    return text


def _bytes(value: Value, note: Note) -> bytes:
    if isinstance(value, bytes):
        return value
    if isinstance(value, str):
        note("texts are written as blobs")
        return _utf8(value)
    raise Unfit(f"is no blob but {_kind(value)}")


def _uuid(value: Value) -> str:
    if isinstance(value, bytes) and len(value) == 16:
        return str(uuid.UUID(bytes=value))
    # Python reads the digits as those of a number, with its sign, its 0x and its underscores.
    if isinstance(value, str) and _UUID.fullmatch(value.strip()):
        return str(uuid.UUID(value.strip()))
    raise Unfit("is no UUID")


def _json(value: Value) -> str:
    if isinstance(value, str):
        _utf8(value)
        return value
    # What is declared JSON has the affinity of a number: a text "1" is one then.
    if isinstance(value, (int, float)) and abs(value) != float("inf"):
        return repr(value)
    raise Unfit("is no JSON")


def _plain_json(text: str) -> str:
    json_text.checked(text)
    if "\0" in text:
        raise Unfit("is a text with a zero byte, which PostgreSQL does not hold")
    return text


def _array(element: Column, note: Note) -> Converter | None:
    inner = converter_for(element, note)
    # The others are written by the server in a form of its own.
    if inner is None or inner.summed is not None or element.type in ("bpchar", "json", "jsonb"):
        return None

    def text(value: Value) -> str:
        items = json_text.array(_json(value))
        return "{" + ",".join("NULL" if item is None else _quoted(inner.text(item)) for item in items) + "}"

    return Converter(text)


def _quoted(text: str) -> str:
    if _BARE_ELEMENT.fullmatch(text) and text.upper() != "NULL":
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _utf8(text: str) -> bytes:
    try:
        return text.encode("utf-8")
    except UnicodeEncodeError:
        raise Unfit("is a text that is no UTF-8") from None


def _kind(value: Value) -> str:
    return {int: "a whole number", float: "a number with a fraction", str: "a text", bytes: "a blob"}[type(value)]


def _kinds(value: Value) -> str:
    return CONVERTED[type(value)]
