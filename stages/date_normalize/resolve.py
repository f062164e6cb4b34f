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
_MOST_YEARS_TO_A_LEAP_DAY = 8  # 1896 to 1904

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


def _shifted(day: date, days: int) -> date | None:
    try:
        return day + timedelta(days=days)
    except OverflowError:
        return None


def _year_of(context: Context, bounds: Callable[[int], tuple[date, date] | None]) -> int | None:
    """Return the year in which a day or month without one lies, or None without a day of publication.

    A cue for the past takes the latest one that has begun by the day of publication, a cue for the future the first
    that has not ended before it. Without a cue it is the latest that begins at most ``ahead_days`` after it.

    Args:
        context: where the expression stands.
        bounds: first and last day in a given year; None where that year has no such day.
    """
    published = context.published
    if published is None:
        return None
    direction = context.direction()
    reach = _MOST_YEARS_TO_A_LEAP_DAY
    years = range(max(published.year - reach, date.min.year), min(published.year + reach, date.max.year) + 1)
    spans = [(year, span) for year in years if (span := bounds(year))]
    if direction == "future":
        return next((year for year, (_, last) in spans if last >= published), None)
    ahead = 0 if direction == "past" else context.params.ahead_days
    return next((year for year, (first, _) in reversed(spans) if (first - published).days <= ahead), None)


# --- Days --------------------------------------------------------------------------------------------------------------


def _day_value(day: date, span: Span, *, anchored: bool, part: str = "", mod: str | None = None) -> Value:
    return Value(*span, "TIME" if part else "DATE", f"{day.isoformat()}{part}", day, day, mod, anchored)


def _day_of_month(context: Context, year: int | None, month: int, number: int, span: Span) -> tuple[Value, ...]:
    """Return the value of a day of a month, whose year may have to be found; nothing for a day that no year has."""

    def bounds(of: int) -> tuple[date, date] | None:
        found = existing_day(of, month, number)
        return (found, found) if found else None

    anchored = year is None
    if year is None:
        year = _year_of(context, bounds)
    if year is not None:
        day = existing_day(year, month, number)
        return (_day_value(day, span, anchored=anchored),) if day else ()
    if existing_day(_LEAP_YEAR, month, number) is None:
        return ()
    return (Value(*span, "DATE", f"XXXX-{month:02d}-{number:02d}"),)


def _stated_year(fields: Mapping[str, str]) -> int | None:
    return int(fields["year"]) if "year" in fields else None


def _day(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    month = month_number(fields["month"]) if "month" in fields else int(fields["month_number"])
    return _day_of_month(context, _stated_year(fields), month, _number(fields["day"]), context.span)


def _days(reading: Reading, context: Context) -> tuple[Value, ...]:
    """Two days of one month: the first ends with its number, the second begins with its own."""
    fields, spans = reading.fields, reading.spans
    first, second = _number(fields["first"]), _number(fields["second"])
    if first >= second:
        return ()
    month, year = month_number(fields["month"]), _stated_year(fields)
    length = context.span[1]
    return _day_of_month(context, year, month, first, (0, spans["first"][1])) + _day_of_month(
        context, year, month, second, (spans["second"][0], length)
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
    day = _shifted(context.published, offset)
    return (_day_value(day, context.span, anchored=True, part=part, mod=mod),) if day else ()


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
    day = _shifted(context.published, days_from(context.published.isoweekday(), meant))
    return (_day_value(day, context.span, anchored=True, part=part, mod=mod),) if day else ()


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


# --- Months ------------------------------------------------------------------------------------------------------------


def _month_value(year: int | None, month: int, span: Span, *, anchored: bool, mod: str | None = None) -> Value:
    if year is None:
        return Value(*span, "DATE", f"XXXX-{month:02d}", mod=mod)
    first, last = date(year, month, 1), last_of_month(year, month)
    return Value(*span, "DATE", f"{year:04d}-{month:02d}", first, last, mod, anchored)


def _year_of_month(context: Context, month: int) -> int | None:
    return _year_of(context, lambda year: (date(year, month, 1), last_of_month(year, month)))


def _month(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields = reading.fields
    month = month_number(fields.get("month") or fields["sure_month"])
    year = _stated_year(fields)
    anchored = year is None
    if year is None:
        year = _year_of_month(context, month)
    return (_month_value(year, month, context.span, anchored=anchored, mod=_mod(fields)),)


def _months(reading: Reading, context: Context) -> tuple[Value, ...]:
    """Two months: the year is that of the second, and the first is the last such month before it."""
    fields, spans = reading.fields, reading.spans
    first, second = month_number(fields["first"]), month_number(fields["second"])
    if first == second:
        return ()
    year = _stated_year(fields)
    anchored = year is None
    if year is None:
        year = _year_of_month(context, second)
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
        if not date.min.year <= year <= date.max.year:
            return ()
    return (_month_value(year, month, context.span, anchored=True),)


def _month_back(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda now, meant: 0 if meant < now else -1)


def _month_forth(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda now, meant: 0 if meant > now else 1)


def _month_this(reading: Reading, context: Context) -> tuple[Value, ...]:
    return _counted_month(reading, context, lambda _now, _meant: 0)


def _month_of_shifted_year(reading: Reading, context: Context) -> tuple[Value, ...]:
    shift = -1 if "back" in reading.fields else 1 if "forth" in reading.fields else 0
    return _counted_month(reading, context, lambda _now, _meant: shift)


# --- Years -------------------------------------------------------------------------------------------------------------


def _year(reading: Reading, context: Context) -> tuple[Value, ...]:
    fields, params = reading.fields, context.params
    year = int(fields["bare_year"])
    if not params.first_year <= year <= params.last_year:
        return ()
    return (Value(*context.span, "DATE", f"{year:04d}", date(year, 1, 1), date(year, 12, 31), _mod(fields)),)


def _years(reading: Reading, context: Context) -> tuple[Value, ...]:
    """A range of years, as an ISO 8601 interval.

    2019-20 and 1986/87 may be two calendar years or one season, crop or fiscal year across their border: the interval
    is named, but the days that it begins and ends with are not known.
    """
    params = context.params
    first, second = int(reading.fields["first"]), int(reading.fields["second"])
    short = len(reading.fields["second"]) == 2
    if short:
        second += first // 100 * 100 if second > first % 100 else (first // 100 + 1) * 100
    if not params.first_year <= first < second <= params.last_year or (short and second - first > 50):
        return ()
    value = f"{first:04d}/{second:04d}"
    if second == first + 1 and short:
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
    "month_of_shifted_year": _month_of_shifted_year,
    "year": _year,
    "years": _years,
    "decade": _decade,
    "skip": _skip,
}
