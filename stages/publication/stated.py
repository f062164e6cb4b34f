"""Read a publication date that something outside the text states: a record's field, a page's metadata, a prefix."""

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from io import BytesIO
from typing import Literal, NamedTuple
from zoneinfo import ZoneInfo

from stages.publication.almanac import (
    LOCAL_MONTH_PATTERN,
    LOCAL_WEEKDAY_PATTERN,
    MONTH_PATTERN,
    WEEKDAY_PATTERN,
    ZONES,
    existing_day,
    month_number,
    weekday_number,
)
from stages.publication.patterns import alternation, expand
from stages.publication.scripts import in_our_signs
from stages.resources import data, toml

#: The finest unit that a source states.
Precision = Literal["second", "minute", "day", "month", "year"]

#: Why a stated date gives none: it can be read in two ways, or in none.
Problem = Literal["ambiguous", "unreadable"]


class Stated(NamedTuple):
    """What a stated date says, and nothing beyond it.

    Attributes:
        date: the day as stated, in the zone of the source; None where it states only a month or a year.
        at: the instant, in UTC; None without a time and a zone that names one offset.
        precision: the finest unit that is stated, whether or not it gives an instant.
        year: None where there is a problem.
        month: None where only a year is stated or there is a problem.
        problem: why the string gives nothing.
        clock: the time of day as stated, in whatever zone; None where none is stated to the minute.
        weekday: the ISO number of the weekday that is named beside the date; None where none is. Nothing here says
            whether it is that of the date.
        either: the two days that an ambiguous date may mean.
    """

    date: dt.date | None = None
    at: dt.datetime | None = None
    precision: Precision | None = None
    year: int | None = None
    month: int | None = None
    problem: Problem | None = None
    clock: dt.time | None = None
    weekday: int | None = None
    either: tuple[dt.date, ...] = ()


@dataclass(frozen=True, slots=True)
class Customs:
    """How an outlet writes dates, where that is known.

    Attributes:
        date_order: what comes first in a date of digits: ``DMY`` or ``MDY``.
        time_zone: the IANA name of the zone of a time that names none.
    """

    date_order: str | None = None
    time_zone: str | None = None


#: Nothing is known.
NO_CUSTOMS = Customs()

_Fields = Mapping[str, str | None]

_UNREADABLE = Stated(problem="unreadable")

_FORMS = toml(__package__, "stated.toml")
_MOST_MINUTES_EAST = 14 * 60  # the International Date Line: no zone is further from UTC
_EPOCH = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)

# The letters after a time are a zone if the lexicon knows them. Others (the desk's codes of old wires, zones with two
# meanings) leave the instant open, but not the day.
_ZONE = r"(?:UTC|GMT)?[+-][0-9]{1,2}(?::?[0-9]{2})?|[A-Z]{1,5}(?: [A-Z]{1,2}){0,3}"
_CLOCK = (
    r"(?P<hour>[0-9]{1,2})(?:[:.](?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,](?P<fraction>[0-9]{1,9}))?)?)?"
    r"(?: ?(?P<half>[ap])\.?m\.?)?"
)
_TIME = rf"{_CLOCK}(?: ?\(?(?P<zone>{_ZONE})\)?)?"
_COMPACT_TIME = rf"(?P<hour>[0-9]{{2}})(?P<minute>[0-9]{{2}})(?P<second>[0-9]{{2}})?(?P<zone>{_ZONE})?"

_PARTS = {
    "year": r"[0-9]{4}",
    "month": f"(?:{MONTH_PATTERN}|{LOCAL_MONTH_PATTERN})",
    "month_number": r"[0-9]{1,2}",
    "month_digits": r"[0-9]{2}",
    "day_number": r"[0-9]{1,2}",
    "day_digits": r"[0-9]{2}",
    "first": r"[0-9]{1,2}",
    "second_number": r"[0-9]{1,2}",
    "epoch": r"[1-9][0-9]{9}",
    "ordinal": r"(?:st|nd|rd|th)?",
    "time": _TIME,
}


_READ = _PARTS.keys() - {"ordinal", "time"}  # the time has groups of its own


_WEEKDAY = f"(?P<weekday>{WEEKDAY_PATTERN}|{LOCAL_WEEKDAY_PATTERN})"
_LEAD = rf"(?:{alternation(_FORMS['labels'])}:? )?(?:{_WEEKDAY},? )?"


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    """Compile a pattern when it is first tried: all of them are a third of what starting a stage takes."""
    return re.compile(pattern, re.IGNORECASE)


def _layouts(lead: str) -> list[str]:
    """Return the patterns of the forms behind what may stand before them."""
    patterns = []
    for form in _FORMS["forms"]:
        stated = expand(form["date"], _PARTS, read=_READ)
        if form.get("time") == "no":
            layouts = [stated]
        elif form["name"] == "iso_compact":
            layouts = [rf"{stated}(?:T{_COMPACT_TIME})?"]
        else:
            after = rf"{stated}(?:(?:T|,? (?:at |- |\| )?){_TIME})?"
            before = rf"{_TIME},? (?:on |- |\| )?{stated}"
            layouts = [after, before]
        patterns += [lead + layout for layout in layouts]
    return patterns


_PATTERNS = _layouts(_LEAD)

#: The same for what begins with a digit, as no label and no weekday does: nearly all fields of records.
_BARE_PATTERNS = _layouts("")


def _offset(zone: str) -> dt.timezone | None:
    """Return the offset that a zone's letters or digits name, or None where they name none or more than one."""
    zone = zone.upper()
    if zone in ZONES:
        return dt.timezone(dt.timedelta(minutes=ZONES[zone]))
    digits = re.fullmatch(r"(?:UTC|GMT)?([+-])(?:([0-9]{1,2})|([0-9]{1,2}):?([0-9]{2}))", zone)
    if not digits:
        return None
    hours, minutes = int(digits[2] or digits[3]), int(digits[4] or 0)
    if minutes > 59 or hours * 60 + minutes > _MOST_MINUTES_EAST:
        return None
    offset = dt.timedelta(hours=hours, minutes=minutes)
    return dt.timezone(offset if digits[1] == "+" else -offset)


def _time(fields: _Fields) -> dt.time | None:
    """Return the time of day that the fields state, or None where there is none of that kind."""
    hour, half = int(fields["hour"] or 0), (fields.get("half") or "").lower()
    if half and not 1 <= hour <= 12:
        return None
    if half:
        hour = hour % 12 + (12 if half == "p" else 0)
    microsecond = int((fields.get("fraction") or "0")[:6].ljust(6, "0"))
    try:
        return dt.time(hour, int(fields["minute"] or 0), int(fields["second"] or 0), microsecond)
    except ValueError:
        return None


@cache
def _zone(name: str) -> ZoneInfo:
    """Return a time zone from the pinned tables rather than the machine's.

    Raises:
        FileNotFoundError: there is no such zone.
    """
    return ZoneInfo.from_file(BytesIO(data("tzdata", "zoneinfo", *name.split("/"))), key=name)


def _local(day: dt.date, time: dt.time, name: str, letters: str | None) -> dt.datetime | None:
    """Return the instant of a clock time in a zone; None where the clock shows it twice or never on that day.

    Args:
        day: the day.
        time: the time of day.
        name: the IANA name of the zone.
        letters: those behind the time, if any: the zone must be called so on that day (IST in Asia/Kolkata).
    """
    first, second = (dt.datetime.combine(day, time.replace(fold=fold), _zone(name)) for fold in (0, 1))
    if letters is not None and letters.upper() != first.tzname():
        return None
    return first.astimezone(dt.UTC) if first.utcoffset() == second.utcoffset() else None


def _with_time(day: dt.date, fields: _Fields, customs: Customs) -> Stated:
    """Add the time of day, if one is stated, to a day that is."""
    if fields.get("hour") is None:
        return Stated(day, None, "day", day.year, day.month)
    time = _time(fields)
    bare_number = fields["minute"] is None and fields.get("half") is None
    if time is None or bare_number:
        return _UNREADABLE
    if fields["minute"] is None:  # "10 am" is coarser than any precision that we have but the day
        return Stated(day, None, "day", day.year, day.month)
    zone = _offset(fields["zone"]) if fields["zone"] else None
    at = dt.datetime.combine(day, time, zone).astimezone(dt.UTC) if zone else None
    if at is None and customs.time_zone:
        at = _local(day, time, customs.time_zone, fields["zone"])
    return Stated(day, at, "second" if fields["second"] else "minute", day.year, day.month, clock=time)


def _from_epoch(seconds: int) -> Stated:
    at = _EPOCH + dt.timedelta(seconds=seconds)
    if at.year > _FORMS["last_year"]:
        return _UNREADABLE
    return Stated(date=at.date(), at=at, precision="second", year=at.year, month=at.month)


def _numeric(year: int, fields: _Fields, customs: Customs) -> Stated:
    """Read day and month in digits, in whichever order gives a day, if only one does; else in the outlet's order."""
    one, two = int(fields["first"] or 0), int(fields["second_number"] or 0)
    day_first, month_first = existing_day(year, two, one), existing_day(year, one, two)
    day = day_first or month_first
    if day_first and month_first and day_first != month_first:
        if customs.date_order is None:
            return Stated(problem="ambiguous", either=(day_first, month_first))
        day = month_first if customs.date_order == "MDY" else day_first
    return _with_time(day, fields, customs) if day else _UNREADABLE


def _read(fields: _Fields, customs: Customs) -> Stated:
    if epoch := fields.get("epoch"):
        return _from_epoch(int(epoch))
    year = int(fields["year"] or 0)
    if not _FORMS["first_year"] <= year <= _FORMS["last_year"]:
        return _UNREADABLE
    if fields.get("first"):
        return _numeric(year, fields, customs)
    name = fields.get("month")
    number = fields.get("month_number") or fields.get("month_digits")
    if name is None and number is None:
        return Stated(precision="year", year=year)
    month = month_number(name) if name else int(number or 0)
    if number := fields.get("day_number") or fields.get("day_digits"):
        day = existing_day(year, month, int(number))
        return _with_time(day, fields, customs) if day else _UNREADABLE
    return Stated(precision="month", year=year, month=month) if 1 <= month <= 12 else _UNREADABLE


def read_stated(stated: str, customs: Customs = NO_CUSTOMS) -> Stated:
    """Read a stated publication date.

    Parts that are not stated are never filled in: "May 2020" has no day, two digits are no year; unless the outlet's
    customs say more, a time without a zone is no instant, and 5/6/2021 is ambiguous.

    Args:
        stated: the string as the source has it.
        customs: of the outlet. Its date order counts only where both orders give a day.

    Returns:
        What it says; ``problem`` is set where it says nothing.
    """
    if len(stated) > _FORMS["longest"]:
        return _UNREADABLE
    stated = in_our_signs(" ".join(stated.split()))
    # No form tells one digit from another, but for the first of an epoch, which is not 0.
    pattern = _pattern_of(stated.translate(_ANY_DIGIT))
    match = pattern and (pattern.fullmatch(stated) or ((pattern := _pattern_of(stated)) and pattern.fullmatch(stated)))
    if not match:
        return _UNREADABLE
    fields = match.groupdict()
    found, named = _read(fields, customs), fields.get("weekday")
    return found._replace(weekday=weekday_number(named)) if named else found


_ANY_DIGIT = str.maketrans("023456789", "1" * 9)


@lru_cache(maxsize=4096)  # a corpus has few forms
def _pattern_of(shape: str) -> re.Pattern[str] | None:
    """Return the first pattern that reads a stated date, given the date or another one of the same form."""
    patterns = map(_compiled, _BARE_PATTERNS if shape[:1].isdigit() else _PATTERNS)
    return next((pattern for pattern in patterns if pattern.fullmatch(shape)), None)
