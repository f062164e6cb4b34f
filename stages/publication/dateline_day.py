"""The day that a dateline names: ``Feb 26``, ``13th Sep, 2020``, ``Wednesday, March 3``."""

import re
from typing import NamedTuple

from stages.publication.almanac import MONTH_PATTERN, WEEKDAY_PATTERN, existing_day, month_number, weekday_number


class Day(NamedTuple):
    """A day of the calendar.

    Attributes:
        year: None where none is named.
        month, day: their numbers; of a day that the year has, or that any year has.
        weekday: the ISO number of the weekday beside it; None where none is named.
    """

    year: int | None
    month: int
    day: int
    weekday: int | None


_NUMBER = "[0-9]{1,2}"
_YEAR = r"(?:,? (?P<{}>[12][0-9]{{3}}))?"

#: A day, with or without its year and its weekday.
DAY = re.compile(
    rf"(?:(?P<weekday>{WEEKDAY_PATTERN}),? )?"
    rf"(?:(?P<iso_year>[12][0-9]{{3}})-(?P<iso_month>{_NUMBER})-(?P<iso_day>{_NUMBER})"
    rf"|(?P<month_1>{MONTH_PATTERN}) {{0,2}}(?P<day_1>{_NUMBER})(?:st|nd|rd|th)?{_YEAR.format('year_1')}"
    rf"|(?P<day_2>{_NUMBER})(?:st|nd|rd|th)? {{0,2}}(?P<month_2>{MONTH_PATTERN}){_YEAR.format('year_2')}"
    r")(?![0-9])",
    re.IGNORECASE,
)

_LEAP_YEAR = 2000  # has every day that any year has


def day_of(match: re.Match[str]) -> Day | None:
    """Return the day of a match of `DAY`, or None for one that no year has."""
    name = match["month_1"] or match["month_2"]
    month = month_number(name) if name else int(match["iso_month"])
    day = int(match["iso_day"] or match["day_1"] or match["day_2"])
    stated = match["iso_year"] or match["year_1"] or match["year_2"]
    year = int(stated) if stated else None
    if not existing_day(_LEAP_YEAR if year is None else year, month, day):
        return None
    return Day(year, month, day, weekday_number(match["weekday"]) if match["weekday"] else None)
