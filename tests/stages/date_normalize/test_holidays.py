"""Days of the year that have a name, and weekdays counted within a month."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.date_normalize.lexicon import LEXICON
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.periods import at, first_day, last_day
from stages.date_normalize.setting import Setting
from stages.date_normalize.steps.holidays import easter_sunday, weekday_of_month
from stages.date_normalize.steps.parts import LAST
from stages.date_normalize.timex import find_timexes


@pytest.mark.parametrize(
    ("year", "day"),
    [(1818, "03-22"), (1943, "04-25"), (1954, "04-18"), (1981, "04-19"), (2008, "03-23"), (2024, "03-31")],
)
def test_easter(year: int, day: str) -> None:
    assert easter_sunday(year).isoformat() == f"{year}-{day}"


@given(st.integers(1583, 4099))
def test_easter_is_a_sunday_between_its_limits(year: int) -> None:
    day = easter_sunday(year)
    assert day.isoweekday() == 7
    assert dt.date(year, 3, 22) <= day <= dt.date(year, 4, 25)


@given(st.dates(), st.sampled_from((1, 2, 3, 4, 5, LAST)), st.integers(1, 7))
def test_weekday_of_month_is_found_by_going_through_its_days(day: dt.date, ordinal: int, weekday: int) -> None:
    month = at("month", day.replace(day=1))
    first, last = first_day(month), last_day(month)
    if first is None or last is None:
        return
    days = [first + dt.timedelta(days=by) for by in range((last - first).days + 1)]
    such = [each for each in days if each.isoweekday() == weekday]
    index = LAST if ordinal == LAST else ordinal - 1
    assert weekday_of_month(first, last, ordinal, weekday) == (such[index] if index < len(such) else None)


@pytest.mark.parametrize("name", LEXICON["tables"]["holiday"])
@pytest.mark.parametrize("year", [1998, 2016, 2023])
def test_every_holiday_is_dated_in_a_stated_year_and_left_open_without_one(name: str, year: int) -> None:
    knobs = DateNormalizeParams()
    (timex,) = find_timexes(f"It was quiet on {name} {year}.", Setting(None), knobs)
    assert timex.begin == timex.finish
    assert timex.begin is not None
    assert timex.begin.year == year
    weekdays = [
        number
        for number, day in enumerate(("Mon", "Tues", "Wednes", "Thurs", "Fri", "Satur", "Sun"), 1)
        if f"{day}day" in name
    ]
    assert weekdays in ([], [timex.begin.isoweekday()])
    (timex,) = find_timexes(f"It was quiet on {name}.", Setting(None), knobs)
    assert timex.value is not None
    assert timex.value.startswith("XXXX-")


@pytest.mark.parametrize(
    ("published", "value"),
    [
        (dt.date(2001, 9, 12), "2001-09-11"),
        (dt.date(2011, 9, 12), "2001-09-11"),
        (None, "2001-09-11"),
        (dt.date(1998, 9, 21), "1998-09-11"),
    ],
)
def test_attacks_that_are_called_by_their_day_are_none_before_it(published: dt.date | None, value: str) -> None:
    (timex,) = find_timexes("The Sept. 11 attacks went on.", Setting(published), DateNormalizeParams())
    assert timex.value == value
