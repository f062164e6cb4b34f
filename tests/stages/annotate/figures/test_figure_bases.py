"""The period of a base that is told as that of a year before."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.annotate.figures.bases import is_year_before, year_before
from stages.annotate.figures.periods import NEVER, Period

DAY = dt.date


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("a year earlier", True),
        ("a year ago", True),
        ("last year", True),
        ("the previous year", True),
        ("the year before", True),
        ("one year back", True),
        ("this year", False),
        ("a year", False),
        ("two years ago", False),
        ("2019", False),
        ("the same period last year", False),
        ("last fiscal year", False),
        ("last month", False),
        ("", False),
    ],
)
def test_only_the_bare_year_before_is_one(text: str, *, wanted: bool) -> None:
    assert is_year_before(text) is wanted


@pytest.mark.parametrize(
    ("period", "wanted"),
    [
        (
            Period(DAY(2020, 7, 1), DAY(2021, 6, 30), "2020-07-01/2021-06-30", "PK FY2020-21"),
            Period(DAY(2019, 7, 1), DAY(2020, 6, 30), "2019-07-01/2020-06-30", "PK FY2019-20"),
        ),
        (
            Period(DAY(2020, 7, 1), DAY(2021, 3, 31), "2020-07/2021-03", None),
            Period(DAY(2019, 7, 1), DAY(2020, 3, 31), "2019-07/2020-03", None),
        ),
        (
            Period(DAY(2021, 1, 1), DAY(2021, 3, 31), "2021-Q1", None),
            Period(DAY(2020, 1, 1), DAY(2020, 3, 31), "2020-Q1", None),
        ),
        (
            # The last of February is the last of February.
            Period(DAY(2021, 2, 1), DAY(2021, 2, 28), "2021-02", None),
            Period(DAY(2020, 2, 1), DAY(2020, 2, 29), "2020-02", None),
        ),
        (
            Period(DAY(2020, 7, 27), DAY(2021, 1, 27), "P6M", None),
            Period(DAY(2019, 7, 27), DAY(2020, 1, 27), "P6M", None),
        ),
        (
            Period(DAY(2018, 4, 1), DAY(2019, 3, 31), "2018-04-01/2019-03-31", "IN FY2018-19/FY2019-20"),
            Period(DAY(2017, 4, 1), DAY(2018, 3, 31), "2017-04-01/2018-03-31", "IN FY2017-18/FY2018-19"),
        ),
        (
            Period(DAY(2020, 1, 1), DAY(2020, 12, 31), "2020", None),
            Period(DAY(2019, 1, 1), DAY(2019, 12, 31), "2019", None),
        ),
        (Period(DAY(2020, 7, 1), DAY(2023, 6, 30), "2020-07-01/2023-06-30", None), None),
        (Period(DAY(2021, 3, 1), DAY(2021, 3, 7), "2021-W09", None), None),
        (Period(DAY(2021, 3, 1), DAY(2021, 3, 1), "2021-03-01", None), None),
        (Period(None, None, "XXXX-03", None), None),
        (Period(DAY(1, 7, 1), DAY(2, 6, 30), "0001-07-01/0002-06-30", None), None),
        (NEVER, None),
    ],
)
def test_the_same_months_of_the_year_before(period: Period, wanted: Period | None) -> None:
    assert year_before(period) == wanted


@given(st.dates(), st.dates(), st.text(max_size=12), st.none() | st.text(max_size=12))
def test_never_fails_and_is_a_year_less(begin: dt.date, finish: dt.date, value: str, fiscal: str | None) -> None:
    found = year_before(Period(begin, finish, value, fiscal))
    assert found is None or (found.begin.year, found.finish.year) == (begin.year - 1, finish.year - 1)
