"""Moments, days and times of day in the notations that SQLite's users have for them, as PostgreSQL writes them."""
from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Callable

from problems import Unfit

Note = Callable[[str], None]

EPOCH = datetime(1970, 1, 1)
MICROSECOND = timedelta(microseconds=1)
# What PostgreSQL counts from when it rounds.
POSTGRES_EPOCH = datetime(2000, 1, 1)

# Julian days of the years 0 to 9999: SQLite's own functions take a number for one.
FIRST_JULIAN_DAY = 1721059.5
LAST_JULIAN_DAY = 5373484.5
JULIAN_EPOCH_MS = 210866760000000
# Seconds up to the year 5138; what is larger is milliseconds, then microseconds.
SECONDS_BELOW = 10**11
MILLISECONDS_BELOW = 10**14
# The year 2200: beyond it, as milliseconds it is a moment near 1970, and nobody can tell.
SURE_SECONDS = 7258118400
MICROSECONDS_BELOW = 10**17

_TIME = r"(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?"
# A zone as ISO 8601, Ruby and Go write it, and no farther off than PostgreSQL's.
_ZONE = r"\s*(Z|UTC|GMT|[+-](?:0\d|1[0-5])(?::?[0-5]\d)?(?: [A-Z]{1,5})?)?"
_MOMENT = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)(?:[ T]{_TIME}{_ZONE})?", re.ASCII)
_TIME_OF_DAY = re.compile(_TIME, re.ASCII)

CUT = "fractions of a second beyond the sixth digit are cut off"
ROUNDED = "fractions of a second are rounded to what the column holds"
ZONE = "moments with another zone are kept, and written in UTC"


def moment(value: object, precision: int | None, note: Note) -> datetime:
    """Without a zone it is UTC. @raises Unfit"""
    if isinstance(value, str):
        return _rounded(_from_text(value, note), precision, note)
    if isinstance(value, (int, float)):
        return _rounded(_from_number(value), precision, note)
    raise Unfit("a blob is no moment")


def day(value: object, note: Note) -> date:
    at = moment(value, None, note)
    if at.time() != datetime.min.time():
        raise Unfit("has a time of day, and the column holds days")
    return at.date()


def time_of_day(value: object, precision: int | None, note: Note) -> str:
    match = _TIME_OF_DAY.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        raise Unfit("is no time of day (HH:MM:SS)")
    at = _built(2000, 1, 1, *match.groups(), note=note)
    rounded = _rounded(at, precision, note)
    if rounded.date() != at.date():
        raise Unfit("is rounded to the next day")
    return text_of(rounded)[11:]


def text_of(at: datetime) -> str:
    """As PostgreSQL writes it, with DateStyle ISO."""
    text = at.isoformat(" ", "seconds")
    return text + f".{at.microsecond:06d}".rstrip("0") if at.microsecond else text


def notation(value: object) -> str | None:
    """What a number is read as; None: text, or nothing that could be taken for something else."""
    if not isinstance(value, (int, float)) or value == 0:
        return None
    if FIRST_JULIAN_DAY <= value <= LAST_JULIAN_DAY:
        return "Julian days"
    size = abs(value)
    if size < SECONDS_BELOW:
        return "seconds"
    if size < MILLISECONDS_BELOW:
        return "milliseconds"
    return "microseconds"


def _from_text(text: str, note: Note) -> datetime:
    match = _MOMENT.fullmatch(text.strip())
    if match is None:
        raise Unfit("is no date and time (YYYY-MM-DD HH:MM:SS)" if text.strip() else "is an empty text, and no moment")
    year, month, date_, hour, minute, second, fraction, zone = match.groups()
    at = _built(int(year), int(month), int(date_), hour or "00", minute or "00", second, fraction, note=note)
    if zone is None or zone[0] not in "+-":
        return at
    digits = zone.split(" ")[0].replace(":", "")
    minutes = int(digits[1:3]) * 60 + int(digits[3:5] or "0")
    if minutes != 0:
        note(ZONE)
    try:
        return at - timedelta(minutes=minutes if digits[0] == "+" else -minutes)
    except OverflowError:
        raise Unfit("is not of the years 1 to 9999") from None


def _built(
    year: int, month: int, date_: int, hour: str, minute: str, second: str | None, fraction: str | None, *, note: Note
) -> datetime:
    digits = fraction or ""
    if digits[6:].strip("0"):
        note(CUT)
    microseconds = int(digits[:6].ljust(6, "0"))
    try:
        return datetime(year, month, date_, int(hour), int(minute), int(second or "0"), microseconds)
    except ValueError:
        raise Unfit("is no date and time that there is") from None


def _from_number(value: int | float) -> datetime:
    if value != value or value in (float("inf"), float("-inf")):
        raise Unfit("is no moment")
    kind = notation(value)
    if kind == "Julian days":
        if isinstance(value, int):
            raise Unfit("is a whole number that may be a Julian day or seconds since 1970")
        # To the millisecond, as SQLite's own functions have it.
        return EPOCH + timedelta(milliseconds=int(value * 86400000.0 + 0.5) - JULIAN_EPOCH_MS)
    if abs(value) >= MICROSECONDS_BELOW:
        raise Unfit("is no number of seconds, milliseconds or microseconds since 1970 in the years 1 to 9999")
    if isinstance(value, int) and _looks_written(value):
        raise Unfit("is a whole number that may be a date written without dashes, or a number since 1970")
    if kind == "seconds" and abs(value) > SURE_SECONDS:
        raise Unfit("is a number that may be seconds or milliseconds since 1970")
    factor = {"milliseconds": 1000, "microseconds": 1}.get(kind or "seconds", 1_000_000)
    try:
        return EPOCH + timedelta(microseconds=round(value * factor))
    except OverflowError:
        raise Unfit("is not of the years 1 to 9999") from None


def _looks_written(value: int) -> bool:
    """2024, 20240506, 202405061415, 20240506141500: what a text becomes in a column that SQLite takes for numeric."""
    digits = str(value)
    for form in ("%Y", "%Y%m%d", "%Y%m%d%H%M", "%Y%m%d%H%M%S"):
        if len(digits) != {"%Y": 4, "%Y%m%d": 8, "%Y%m%d%H%M": 12, "%Y%m%d%H%M%S": 14}[form]:
            continue
        try:
            return 1900 <= datetime.strptime(digits, form).year <= 2199
        except ValueError:
            return False
    return False


def _rounded(at: datetime, precision: int | None, note: Note) -> datetime:
    """As PostgreSQL rounds what a timestamp(3) is given."""
    if precision is None or precision >= 6:
        return at
    unit = 10 ** (6 - precision)
    microseconds = (at - POSTGRES_EPOCH) // MICROSECOND
    size = (abs(microseconds) + unit // 2) // unit * unit
    if size != abs(microseconds):
        note(ROUNDED)
    try:
        return POSTGRES_EPOCH + (size if microseconds >= 0 else -size) * MICROSECOND
    except OverflowError:
        raise Unfit("is not of the years 1 to 9999") from None
