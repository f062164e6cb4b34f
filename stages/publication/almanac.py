"""Months, weekdays and zones by name, and days that exist. Nothing here knows what day it is."""

from collections.abc import Container
from datetime import date
from typing import Any

from stages.publication.patterns import alternation
from stages.resources import toml

_LEXICON = toml(__package__, "lexicon.toml")


def _numbers(rows: list[dict[str, Any]]) -> dict[str, int]:
    return {form.casefold(): row["number"] for row in rows for form in (row["name"], *row["short"], *row["local"])}


#: Number of a month by its case-folded name or abbreviation (without the full stop).
MONTHS: dict[str, int] = _numbers(_LEXICON["months"])

#: ISO number of a weekday (Monday is 1) by its case-folded name or abbreviation (without the full stop).
WEEKDAYS: dict[str, int] = _numbers(_LEXICON["weekdays"])

#: Minutes east of UTC by the upper-case name of a zone.
ZONES: dict[str, int] = _LEXICON["zones"]


def _cased(words: list[str], *, lower: bool) -> list[str]:
    return [form for word in words for form in (word, word.upper(), *([word.lower()] if lower else []))]


def _names(rows: list[dict[str, Any]]) -> str:
    """Return the pattern of the full names in ``rows``, in the cases that each may have."""
    return alternation(form for row in rows for form in _cased([row["name"]], lower=row["lower"])) + r"\b"


def _short_names(rows: list[dict[str, Any]]) -> str:
    """Return the pattern of the abbreviations in ``rows``: with a capital, and perhaps a full stop."""
    return alternation(form for row in rows for form in _cased(row["short"], lower=False)) + r"\b\.?"


def _local_names(rows: list[dict[str, Any]]) -> str:
    """Return the pattern of the names in other languages."""
    return alternation(form for row in rows for form in row["local"]) + r"(?!\w)"


#: Patterns that RE2 and ``re`` both read.
MONTH_NAME_PATTERN = _names(_LEXICON["months"])
SHORT_MONTH_PATTERN = _short_names(_LEXICON["months"])
MONTH_PATTERN = f"(?:{MONTH_NAME_PATTERN}|{SHORT_MONTH_PATTERN})"
WEEKDAY_NAME_PATTERN = _names(_LEXICON["weekdays"])
WEEKDAY_PATTERN = f"(?:{WEEKDAY_NAME_PATTERN}|{_short_names(_LEXICON['weekdays'])})"

#: The names in other languages, for `re` alone: RE2 knows no ends of words in their scripts.
LOCAL_MONTH_PATTERN = _local_names(_LEXICON["months"])
LOCAL_WEEKDAY_PATTERN = _local_names(_LEXICON["weekdays"])


def month_names_pattern(numbers: Container[int]) -> str:
    """Return the pattern of the full names of some months."""
    return _names([row for row in _LEXICON["months"] if row["number"] in numbers])


def month_number(name: str) -> int:
    """Return the number of a month as written: ``"Sept."`` is 9.

    Raises:
        KeyError: no month has that name.
    """
    return MONTHS[name.rstrip(".").casefold()]


def weekday_number(name: str) -> int:
    """Return the ISO number of a weekday as written: ``"Wed."`` is 3.

    Raises:
        KeyError: no weekday has that name.
    """
    return WEEKDAYS[name.rstrip(".").casefold()]


def existing_day(year: int, month: int, day: int) -> date | None:
    """Return the day, or None where the calendar has no such day (February 30)."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def last_of_month(year: int, month: int) -> date:
    """Return the last day of a month.

    Raises:
        ValueError: no such month.
    """
    for day in (31, 30, 29):
        if found := existing_day(year, month, day):
            return found
    return date(year, month, 28)
