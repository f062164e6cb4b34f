"""Periods of the calendar: a unit and the number of it, so that counting is adding.

A year is numbered by itself, a half, quarter, season or month by how many of them came before it, a week or weekend by
its Monday, a day by its ordinal. What TIMEX3 calls each, and which days it spans, follows from the two.
"""

from collections.abc import Callable, Mapping
from datetime import MAXYEAR, date, timedelta
from functools import lru_cache
from typing import NamedTuple

from stages.publication.almanac import last_of_month

#: Letters of the seasons as TIMEX3 has them, in the order of the calendar year.
SEASONS = ("SP", "SU", "FA", "WI")

#: What a unit is called where nothing says which one is meant.
OPEN: Mapping[str, str] = {
    "day": "XXXX-XX-XX",
    "week": "XXXX-WXX",
    "weekend": "XXXX-WXX-WE",
    "month": "XXXX-XX",
    "quarter": "XXXX-QX",
    "half": "XXXX-HX",
    "season": "XXXX-XX",
    "year": "XXXX",
    "decade": "XXX",
    "century": "XX",
}

#: Months that a unit holds, and units in a year, of those that divide it.
_IN_YEAR: Mapping[str, int] = {"year": 1, "half": 2, "quarter": 4, "season": 4, "month": 12}
_YEARS: Mapping[str, int] = {"decade": 10, "century": 100}

_CACHED = 1 << 14  # of a corpus that spans decades, all days and months


class Period(NamedTuple):
    """One period: the unit and its number."""

    unit: str
    number: int


def at(unit: str, day: date) -> Period:
    """Return the period of a unit that holds a day. Of seasons, winter is that of the year in which it begins."""
    if unit == "day":
        return Period(unit, day.toordinal())
    if unit in ("week", "weekend"):
        return Period(unit, (day.toordinal() - 1) // 7)
    if unit in _YEARS:
        return Period(unit, day.year // _YEARS[unit])
    if unit == "season":
        number = day.year * 4 + (day.month - 3) // 3  # January and February belong to the winter before
        return Period(unit, number)
    per_year = _IN_YEAR[unit]
    return Period(unit, day.year * per_year + (day.month - 1) * per_year // 12)


def _first_of_part(period: Period) -> date:
    unit, number = period
    if unit in _YEARS:
        return date(number * _YEARS[unit], 1, 1)
    per_year = _IN_YEAR[unit]
    return date(number // per_year, number % per_year * 12 // per_year + 1, 1)


_FIRST_DAYS: Mapping[str, Callable[[Period], date]] = {
    "day": lambda period: date.fromordinal(period.number),
    "week": lambda period: date.fromordinal(period.number * 7 + 1),
    "weekend": lambda period: date.fromordinal(period.number * 7 + 6),
    "season": lambda period: date(period.number // 4, period.number % 4 * 3 + 3, 1),
}


@lru_cache(_CACHED)
def first_day(period: Period) -> date | None:
    """Return the first day of a period, or None where the calendar of Python has no such day."""
    try:
        return _FIRST_DAYS.get(period.unit, _first_of_part)(period)
    except (ValueError, OverflowError):
        return None


@lru_cache(_CACHED)
def last_day(period: Period) -> date | None:
    """Return the last day of a period, or None where the calendar of Python has no such day."""
    unit, number = period
    if period.unit == "day":
        return first_day(period)
    following = first_day(Period(unit, number + 1))
    if unit == "weekend":
        saturday = first_day(period)
        return saturday + timedelta(days=1) if saturday else None
    return following - timedelta(days=1) if following else None


def _letter(unit: str, per_year: int) -> Callable[[int], str]:
    return lambda number: f"{number // per_year:04d}-{unit}{number % per_year + 1}"


_WRITERS: Mapping[str, Callable[[int], str]] = {
    "year": lambda number: f"{number:04d}",
    "half": _letter("H", 2),
    "quarter": _letter("Q", 4),
    "season": lambda number: f"{number // 4:04d}-{SEASONS[number % 4]}",
    "month": lambda number: f"{number // 12:04d}-{number % 12 + 1:02d}",
    "decade": lambda number: f"{number:03d}",
    "century": lambda number: f"{number:02d}",
}


@lru_cache(_CACHED)
def written(period: Period) -> str | None:
    """Return a period as TIMEX3 writes it, or None where the calendar of Python does not reach it.

    >>> written(Period("quarter", 1989 * 4 + 2)), written(at("week", date(2021, 1, 1)))
    ('1989-Q3', '2020-W53')
    """
    first = first_day(period)
    if first is None:
        return None
    if period.unit == "day":
        return first.isoformat()
    if period.unit in ("week", "weekend"):
        year, week, _ = first.isocalendar()
        return f"{year:04d}-W{week:02d}" + ("-WE" if period.unit == "weekend" else "")
    return _WRITERS[period.unit](period.number)


def bounds(period: Period) -> tuple[date, date] | None:
    """Return the first and the last day; None for a season, which begins where one lives and by whom one asks."""
    first, last = first_day(period), last_day(period)
    return (first, last) if first and last and period.unit != "season" else None


def month_of(year: int, month: int) -> Period:
    """Return a month of a year, January being 1."""
    return Period("month", year * 12 + month - 1)


def to_unit(period: Period, unit: str) -> Period | None:
    """Return the period of a unit that holds the first day of another; None outside Python's calendar."""
    if period.unit == unit:
        return period
    first = first_day(period)
    return at(unit, first) if first else None


def years_on(period: Period, years: int) -> Period | None:
    """Return the same period of another year: the quarter, the month, the day (of February 29, the 28th)."""
    if period.unit in _IN_YEAR:
        return Period(period.unit, period.number + years * _IN_YEAR[period.unit])
    first = first_day(period)
    if first is None or not 1 <= first.year + years <= MAXYEAR:
        return None
    day = min(first.day, last_of_month(first.year + years, first.month).day)
    return at(period.unit, date(first.year + years, first.month, day))
