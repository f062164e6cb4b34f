"""Periods of the calendar: what they are called, which days they span, and how they are counted."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.date_normalize.periods import OPEN, Period, at, bounds, first_day, last_day, to_unit, written, years_on

UNITS = sorted(OPEN)
DAYS = st.dates(dt.date(1000, 1, 10), dt.date(9000, 12, 1))


@pytest.mark.parametrize(
    ("unit", "day", "value", "first", "last"),
    [
        ("day", "2021-01-27", "2021-01-27", "2021-01-27", "2021-01-27"),
        ("week", "2021-01-03", "2020-W53", "2020-12-28", "2021-01-03"),
        ("week", "2021-01-04", "2021-W01", "2021-01-04", "2021-01-10"),
        ("weekend", "2021-01-27", "2021-W04-WE", "2021-01-30", "2021-01-31"),
        ("month", "2020-02-10", "2020-02", "2020-02-01", "2020-02-29"),
        ("quarter", "1989-08-31", "1989-Q3", "1989-07-01", "1989-09-30"),
        ("half", "1989-08-31", "1989-H2", "1989-07-01", "1989-12-31"),
        ("season", "1989-08-31", "1989-SU", "1989-06-01", "1989-08-31"),
        ("season", "1990-01-31", "1989-WI", "1989-12-01", "1990-02-28"),
        ("year", "1989-08-31", "1989", "1989-01-01", "1989-12-31"),
        ("decade", "1989-08-31", "198", "1980-01-01", "1989-12-31"),
        ("century", "1989-08-31", "19", "1900-01-01", "1999-12-31"),
    ],
)
def test_period_of_a_day(unit: str, day: str, value: str, first: str, last: str) -> None:
    period = at(unit, dt.date.fromisoformat(day))
    assert (written(period), str(first_day(period)), str(last_day(period))) == (value, first, last)


@given(st.sampled_from(UNITS), DAYS)
def test_periods_of_a_unit_lie_side_by_side(unit: str, day: dt.date) -> None:
    period = at(unit, day)
    following = Period(unit, period.number + 1)
    first, last, then = first_day(period), last_day(period), first_day(following)
    assert first is not None
    assert last is not None
    assert then is not None
    if unit == "weekend":
        assert (first.isoweekday(), (last - first).days, (then - first).days) == (6, 1, 7)
    else:
        assert first <= day <= last
        assert then == last + dt.timedelta(days=1)


@given(st.sampled_from(UNITS), DAYS)
def test_names_sort_as_their_periods_do(unit: str, day: dt.date) -> None:
    period = at(unit, day)
    other = written(Period(unit, period.number + 1))
    assert other is not None
    assert written(period) != other
    if unit != "season":
        assert str(written(period)) < other


@given(st.sampled_from(UNITS), DAYS, st.integers(-400, 400))
def test_the_same_period_of_another_year(unit: str, day: dt.date, years: int) -> None:
    moved = years_on(at(unit, day), years)
    assert moved is not None
    if unit in ("month", "quarter", "half", "year", "season"):
        assert years_on(moved, -years) == at(unit, day)
    first = first_day(moved)
    assert first is not None
    assert abs(first.year - day.year - years) <= {"decade": 20, "century": 200}.get(unit, 1)


@given(DAYS)
def test_a_coarser_unit_holds_the_first_day(day: dt.date) -> None:
    for unit in ("week", "month", "quarter", "year", "decade"):
        assert to_unit(at("day", day), unit) == at(unit, day)


@pytest.mark.parametrize(
    "period", [Period("year", 10_000), Period("day", -5), Period("century", 0), Period("month", 3)]
)
def test_what_the_calendar_does_not_reach_has_no_name(period: Period) -> None:
    assert (written(period), first_day(period), bounds(period), to_unit(period, "week")) == (None, None, None, None)


def test_a_season_has_no_bounds() -> None:
    assert bounds(at("season", dt.date(2021, 7, 1))) is None


def test_february_29_of_another_year_is_the_28th() -> None:
    assert years_on(at("day", dt.date(2020, 2, 29)), -1) == at("day", dt.date(2019, 2, 28))
    assert years_on(at("day", dt.date(2020, 2, 29)), 10_000) is None
