"""Months, weekdays and days that exist."""

import calendar
import datetime as dt

import pytest
import re2

from stages.publication.almanac import (
    MONTH_PATTERN,
    WEEKDAY_PATTERN,
    ZONES,
    existing_day,
    last_of_month,
    month_names_pattern,
    month_number,
    weekday_number,
)


@pytest.mark.parametrize("number", range(1, 13))
def test_every_month_is_known_by_name_and_abbreviation(number: int) -> None:
    for name in (calendar.month_name[number], calendar.month_abbr[number]):
        for form in (name, name.upper(), f"{name}."):
            assert month_number(form) == number
        assert re2.fullmatch(MONTH_PATTERN, name)
        assert re2.fullmatch(MONTH_PATTERN, name.upper())


@pytest.mark.parametrize("number", range(1, 8))
def test_every_weekday_is_known_by_name_and_abbreviation(number: int) -> None:
    for name in (calendar.day_name[number - 1], calendar.day_abbr[number - 1]):
        assert weekday_number(name) == number
        assert re2.fullmatch(WEEKDAY_PATTERN, name)


@pytest.mark.parametrize("word", ["may", "march", "august", "mar", "sat", "sun", "mon", "wed", "Maya", "Sunday's"])
def test_common_words_are_no_names(word: str) -> None:
    assert not re2.fullmatch(MONTH_PATTERN, word)
    assert not re2.fullmatch(WEEKDAY_PATTERN, word)


def test_some_months_only() -> None:
    pattern = month_names_pattern({3, 5})
    assert [name for name in calendar.month_name[1:] if re2.fullmatch(pattern, name)] == ["March", "May"]


@pytest.mark.parametrize(
    ("year", "month", "last"), [(2020, 2, 29), (2021, 2, 28), (1900, 2, 28), (2021, 4, 30), (2021, 12, 31)]
)
def test_last_of_month(year: int, month: int, last: int) -> None:
    assert last_of_month(year, month) == dt.date(year, month, last)


@pytest.mark.parametrize("day", [(2021, 2, 30), (2021, 13, 1), (2021, 0, 1), (2021, 1, 0), (0, 1, 1), (10000, 1, 1)])
def test_days_that_do_not_exist(day: tuple[int, int, int]) -> None:
    assert existing_day(*day) is None


def test_zones_are_offsets_that_exist() -> None:
    assert all(-12 * 60 <= minutes <= 14 * 60 and minutes % 15 == 0 for minutes in ZONES.values())
    assert not {"IST", "CST", "BST", "AST"} & set(ZONES)
