"""From the fields of a reading to TIMEX3 values: one small function per operation that rules.toml names.

What the text does not fix stays open (X), and then there is no first and last day. Nothing is counted from a clock: the
only anchor is the day of publication.
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from stages.date_normalize.context import Context
from stages.date_normalize.rules import Reading
from stages.publication.almanac import existing_day, last_of_month, month_number, weekday_number
from stages.resources import toml

_TABLES: Mapping[str, Mapping[str, str | int]] = toml(__package__, "lexicon.toml")["tables"]
_LEAP_YEAR = 2000
_FUTURE_DAYS = 274
_MOST_YEARS_TO_A_LEAP_DAY = 8  # 1896 to 1904

_MONTH_FIELDS = ("month", "sure_month", "unsure_month", "short_month")

Span = tuple[int, int]


class Value(NamedTuple):
    """What an expression, or one of two in it, means.

    Attributes:
        start, end: relative to the candidate.
        type: DATE or TIME.
        value: TIMEX3.
        begin, finish: first and last day, both None where the value does not fix them.
        mod: TIMEX3 modifier. It narrows the value without saying by how much, so begin and finish are the value's.
        anchored: whether the value was counted from the day of publication.
    """

    start: int
    end: int
    type: str
    value: str
    begin: date | None = None
    finish: date | None = None
    mod: str | None = None
    anchored: bool = False


#: The first day of a day or month in a given year; None where that year has no such day.
FirstDay = Callable[[int], date | None]

Operation = Callable[[Reading, Context], tuple[Value, ...]]


def _plain(words: str) -> str:
    return " ".join(words.lower().split())


def _number(digits: str) -> int:
    return int(digits[:2]) if digits[:2].isdigit() else int(digits[0])


def _mod(fields: Mapping[str, str]) -> str | None:
    for table in ("mod", "day_mod"):
        if table in fields:
            return str(_TABLES[table][_plain(fields[table])])
    return None


def _part_of_day(fields: Mapping[str, str]) -> str:
    """Return the part of the day as TIMEX3 writes it behind the date, or nothing."""
    for table in ("part_of_day", "part_today", "part_yesterday"):
        if table in fields:
            return f"T{_TABLES[table][_plain(fields[table])]}"
    return ""


def _latest_year(context: Context, first_day: FirstDay) -> int | None:
    """Return the year in which a day or month without one lies, or None without a day of publication.

    It is the latest one that begins at most so many days after publication: ``ahead_days`` without a cue, none after
    a cue for the past ("ended March 31"), nine months after one for the future ("will open in June"). Not a year: what
    is told of shortly before publication ("sales through October 19 will ...") stays where it is.
    """
    published = context.published
    if published is None:
        return None
    ahead = {"past": 0, "future": _FUTURE_DAYS}.get(context.direction() or "", context.params.ahead_days)
    for year in range(published.year + 1, published.year - _MOST_YEARS_TO_A_LEAP_DAY - 1, -1):
        first = first_day(year)
        if first and (first - published).days <= ahead:
            return year
    return None


def _year_by_weekday(reading: Reading, context: Context, first_day: FirstDay) -> int | None:
    """Return the year nearest to publication in which the day falls on the weekday that stands beside it."""
    if "weekday" not in reading.fields or context.published is None:
        return None
    meant, published = weekday_number(reading.fields["weekday"]), context.published
    days = [first_day(year) for year in range(published.year - 1, published.year + 2)]
    agreeing = [day for day in days if day and day.isoweekday() == meant]
    return min(agreeing, key=lambda day: (abs((day - published).days), day)).year if agreeing else None


def _year_for(reading: Reading, context: Context, first_day: FirstDay) -> tuple[int | None, bool]:
    """Return the year of a day or month, and whether it is counted from the day of publication.

    It is the one that the expression names, or else the one that the day of publication suggests; None where it names
    none (or "last year") and there is no such day.
    """
    fields = reading.fields
    if "year" in fields:
        return int(fields["year"]), False
    if "shifted_year" in fields:
        shift = int(_TABLES["shifted_year"][_plain(fields["shifted_year"])])
        return (context.published.year + shift if context.published else None), True
    return _year_by_weekday(reading, context, first_day) or _latest_year(context, first_day), True


# --- Days ------------------------------------------------------------------------------------------------------------


def _day_value(day: date, span: Span, *, anchored: bool, part: str = "", mod: str | None = None) -> Value:
    return Value(*span, "TIME" if part else "DATE", f"{day.isoformat()}{part}", day, day, mod, anchored)


def _day_of_month(year: int | None, month: int, number: int, span: Span, *, anchored: bool) -> tuple[Value, ...]:
    """Return the value of a day of a month; nothing for a day that the year, or no year, has."""
    day = existing_day(_LEAP_YEAR if year is None else year, month, number)
    if day is None:
        return ()
    if year is None:
        return (Value(*span, "DATE", f"XXXX-{month:02d}-{number:02d}"),)
    return (_day_value(day, span, anchored=anchored),)


def _day(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    month = month_number(fields["month"]) if "month" in fields else int(fields["month_number"])
    number = _number(fields["day"])
    year, anchored = _year_for(reading, context, lambda year: existing_day(year, month, number))
    return _day_of_month(year, month, number, context.span, anchored=anchored)


def _days(reading: Reading, context: Context) -> tuple[Value, ...]:
    """Two days of one month: the first ends with its number, the second begins with its own."""
    fields, spans = reading.fields, reading.spans
    month, first, second = month_number(fields["month"]), _number(fields["first"]), _number(fields["second"])
    if first >= second:
        return ()
    year, anchored = _year_for(reading, context, lambda year: existing_day(year, month, second))
    return (
        *_day_of_month(year, month, first, (0, spans["first"][1]), anchored=anchored),
        *_day_of_month(year, month, second, (spans["second"][0], context.span[1]), anchored=anchored),
    )


def _numeric_day(reading: Reading, context: Context) -> tuple[Value, ...]:
    """A date in digits; where both could be the month only the year is certain."""
    fields = reading.fields
    one, two, year = int(fields["first"]), int(fields["second"]), int(fields["year"])
    day_first, month_first = existing_day(year, two, one), existing_day(year, one, two)
    if day_first and month_first and day_first != month_first:
        return (Value(*context.span, "DATE", f"{year:04d}-XX-XX"),)
    day = day_first or month_first
    return (_day_value(day, context.span, anchored=False),) if day else ()


def _iso_time(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    day = existing_day(int(fields["year"]), int(fields["month_digits"]), int(fields["day_digits"]))
    if day is None or int(fields["clock"][1:3]) > 23:
        return ()
    return (_day_value(day, context.span, anchored=False, part=fields["clock"] + fields.get("zone", "")),)


def _deictic(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    part, mod = _part_of_day(fields), _mod(fields)
    if "deictic_day" in fields:
        offset = int(_TABLES["deictic_day"][_plain(fields["deictic_day"])])
    else:
        offset = -1 if "part_yesterday" in fields else 0
    if context.published is None:
        return (Value(*context.span, "TIME" if part else "DATE", f"XXXX-XX-XX{part}", mod=mod),)
    day = context.published + timedelta(days=offset)
    return (_day_value(day, context.span, anchored=True, part=part, mod=mod),)


def _weekday_from(reading: Reading, context: Context, days_from: Callable[[int, int], int]) -> tuple[Value, ...]:
    """Return a weekday counted from the day of publication.

    Args:
        reading: of a rule for weekdays.
        context: where the expression stands.
        days_from: the days from the day of publication, given its ISO weekday and the one that is meant.
    """
    fields = reading.fields
    meant = weekday_number(fields["weekday_name"])
    part, mod = _part_of_day(fields), _mod(fields)
    if context.published is None:
        return (Value(*context.span, "TIME" if part else "DATE", f"XXXX-WXX-{meant}{part}", mod=mod),)
    day = context.published + timedelta(days=days_from(context.published.isoweekday(), meant))
    return (_day_value(day, context.span, anchored=True, part=part, mod=mod),)


def _latest(today: int, meant: int) -> int:
    return -((today - meant) % 7)


def _first(today: int, meant: int) -> int:
    return (meant - today) % 7


def _weekday(reading: Reading, context: Context) -> tuple[Value, ...]:
    """The latest such day, the day of publication included; the first one after a cue for the future."""
    forward = context.published is not None and context.direction() == "future"
    return _weekday_from(reading, context, _first if forward else _latest)


def _weekday_back(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _weekday_from(reading, context, lambda today, meant: _latest(today, meant) or -7)


def _weekday_forth(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _weekday_from(reading, context, lambda today, meant: _first(today, meant) or 7)


def _weekday_this(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _weekday_from(reading, context, lambda today, meant: meant - today)


# --- Months ----------------------------------------------------------------------------------------------------------


def _month_value(year: int | None, month: int, span: Span, *, anchored: bool, mod: str | None = None) -> Value:
    if year is None:
        return Value(*span, "DATE", f"XXXX-{month:02d}", mod=mod)
    first, last = date(year, month, 1), last_of_month(year, month)
    return Value(*span, "DATE", f"{year:04d}-{month:02d}", first, last, mod, anchored)


def _month(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    month = month_number(next(fields[key] for key in _MONTH_FIELDS if key in fields))
    year, anchored = _year_for(reading, context, lambda year: date(year, month, 1))
    return (_month_value(year, month, context.span, anchored=anchored, mod=_mod(fields)),)


def _months(reading: Reading, context: Context) -> tuple[Value, ...]:
    """Two months: the year is that of the second, and the first is the last such month before it."""
    fields, spans = reading.fields, reading.spans
    first, second = month_number(fields["first"]), month_number(fields["second"])
    if first == second:
        return ()
    year, anchored = _year_for(reading, context, lambda year: date(year, second, 1))
    year_of_first = year if year is None or first < second else year - 1
    return (
        _month_value(year_of_first, first, (0, spans["first"][1]), anchored=anchored),
        _month_value(year, second, (spans["second"][0], context.span[1]), anchored=anchored),
    )


def _counted_month(reading: Reading, context: Context, years_from: Callable[[int, int], int]) -> tuple[Value, ...]:
    """Return a month counted from that of publication; ``years_from`` is given the two months' numbers."""
    fields = reading.fields
    month = month_number(fields.get("month") or fields["month_name"])
    year = None
    if context.published is not None:
        year = context.published.year + years_from(context.published.month, month)
    return (_month_value(year, month, context.span, anchored=True),)


def _month_back(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda now, meant: 0 if meant < now else -1)


def _month_forth(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda now, meant: 0 if meant > now else 1)


def _month_this(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda _now, _meant: 0)


# --- Years -----------------------------------------------------------------------------------------------------------


def _year(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields, params = reading.fields, context.params
    year = int(fields["bare_year"])
    if not params.first_year <= year <= params.last_year:
        return ()
    return (Value(*context.span, "DATE", f"{year:04d}", date(year, 1, 1), date(year, 12, 31), _mod(fields)),)


def _years(reading: Reading, context: Context) -> tuple[Value, ...]:
    """A range of years, as an ISO 8601 interval.

    Two years in a row (2019-20, 1986/87, 2024-2025) may be two calendar years or one season, crop or fiscal year across
    their border: the interval is named, but the days that it begins and ends with are not known.
    """
    params = context.params
    first, second = int(reading.fields["first"]), int(reading.fields["second"])
    short = len(reading.fields["second"]) == 2
    if short:
        second += first // 100 * 100 if second > first % 100 else (first // 100 + 1) * 100
    if not params.first_year <= first < second <= params.last_year or (short and second - first > 50):
        return ()
    value = f"{first:04d}/{second:04d}"
    if second == first + 1:
        return (Value(*context.span, "DATE", value),)
    return (Value(*context.span, "DATE", value, date(first, 1, 1), date(second, 12, 31)),)


def _decade(reading: Reading, context: Context) -> tuple[Value, ...]:
    first = int(reading.fields["decade"])
    begin, finish = date(first, 1, 1), date(first + 9, 12, 31)
    return (Value(*context.span, "DATE", str(first // 10), begin, finish, _mod(reading.fields)),)


def _skip(_reading: Reading, _context: Context) -> tuple[Value, ...]:
    return ()


OPERATIONS: Mapping[str, Operation] = {
    "day": _day,
    "days": _days,
    "numeric_day": _numeric_day,
    "iso_time": _iso_time,
    "deictic": _deictic,
    "weekday": _weekday,
    "weekday_back": _weekday_back,
    "weekday_forth": _weekday_forth,
    "weekday_this": _weekday_this,
    "month": _month,
    "months": _months,
    "month_back": _month_back,
    "month_forth": _month_forth,
    "month_this": _month_this,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "skip": _skip,
}
