"""Fiscal calendars: the table, whose year is meant, and what a label says."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.date_normalize import fiscal
from stages.date_normalize.setting import Setting
from stages.resources import toml

ROWS = toml("stages.date_normalize", "fiscal.toml")["calendars"]


def test_every_calendar_has_a_reason_and_a_day_that_exists() -> None:
    assert all(row["reason"] for row in ROWS)
    for rows in fiscal.CALENDARS.values():
        for calendar in rows:
            assert dt.date(2001, calendar.month, calendar.day)
            assert not calendar.exact or calendar.day == 1
            assert calendar.named_by in ("start", "end")
        assert [each.since for each in rows] == sorted({each.since for each in rows}, reverse=True)


def test_no_name_stands_for_two_countries() -> None:
    names = [name for row in ROWS for name in row["names"]]
    assert len(set(names)) == len(names)


def test_calendars_are_dated() -> None:
    for start, begins in ((1970, 7), (1980, 10)):
        calendar = fiscal.calendar_in("US", start)
        assert calendar is not None
        assert calendar.month == begins
    assert fiscal.calendar_in("BD", 1960) is None
    assert fiscal.calendar_in("XX", 2000) is None


@given(st.sampled_from(sorted(fiscal.CALENDARS)), st.dates(dt.date(1990, 1, 1), dt.date(2100, 1, 1)))
def test_a_day_lies_in_its_fiscal_year(country: str, day: dt.date) -> None:
    calendar = fiscal.calendar_in(country, day.year)
    if calendar is None:
        return
    start = calendar.year_at(day)
    assert dt.date(start, calendar.month, calendar.day) <= day < dt.date(start + 1, calendar.month, calendar.day)
    assert fiscal.shifted(calendar, day, "last") + 1 == fiscal.shifted(calendar, day, "current")
    assert fiscal.shifted(calendar, day, "next") - 1 == fiscal.shifted(calendar, day, "current")
    assert fiscal.shifted(calendar, day, "outgoing") <= start <= fiscal.shifted(calendar, day, "new")


@pytest.mark.parametrize(
    ("label", "years"),
    [
        ("FY21", (None, 2021)),
        ("FY99", (None, 1999)),
        ("FY 2020-21", (2020, 2021)),
        ("2019/2020", (2019, 2020)),
        ("FY1999-00", (1999, 2000)),
        ("FY20-21", (2020, 2021)),
        ("the fiscal year of 2019\u201320", (2019, 2020)),
    ],
)
def test_label(label: str, years: tuple[int | None, int]) -> None:
    assert fiscal.years_of(label) == years


def _chosen(text: str, setting: Setting, *, ranged: bool = False) -> tuple[str, str] | None:
    start = text.index("FY")
    choice = fiscal.choose(text, start, start + 4, setting, year=2020, ranged=ranged)
    return (choice.calendar.country, choice.source) if choice else None


@pytest.mark.parametrize(
    ("text", "setting", "chosen"),
    [
        ("It fell in FY21.", Setting(dateline_country="BD", outlet_country="PK"), ("BD", "dateline")),
        ("It fell in FY21.", Setting(outlet_country="PK"), ("PK", "outlet")),
        ("India's output fell in FY21.", Setting(outlet_country="PK"), ("IN", "sentence")),
        ("In Dhaka it rained. It fell in FY21.", Setting(), ("BD", "text")),
        ("Exports to India and the US fell in FY21.", Setting(outlet_country="PK"), ("PK", "outlet")),
        ("The Indian FY21 was bad.", Setting(outlet_country="PK"), ("IN", "sentence")),
        ("China\u2019s imports fell in FY21.", Setting(outlet_country="PK"), ("PK", "outlet")),
        ("It cost US$5 in FY21.", Setting(outlet_country="PK"), ("PK", "outlet")),
        ("It cost US $5 in FY21.", Setting(outlet_country="PK"), ("PK", "outlet")),
        ("In Dhaka and in Kathmandu it rained. It fell in FY21.", Setting(), None),
        ("It fell in FY21.", Setting(), None),
        ("The toy maker of Ohio earned less in FY21.", Setting(dateline_country="US"), None),
        ("The federal debt grew in FY21.", Setting(dateline_country="US"), ("US", "dateline")),
        ("It fell in FY21.", Setting(dateline_country="FR"), None),
    ],
)
def test_whose_year_is_meant(text: str, setting: Setting, chosen: tuple[str, str] | None) -> None:
    assert _chosen(text, setting) == chosen


def test_a_range_of_years_is_the_government_s_where_companies_choose_their_own() -> None:
    assert _chosen("The council borrowed more in FY2020-21.", Setting(dateline_country="GB"), ranged=True) is not None


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Exports rose in 2019-20.", True),
        ("Rain fell in 2019-20.", False),
        ("Exports of the 1990 season rose in 2019-20.", False),
        ("Exports rose. Rain fell in 2019-20.", False),
    ],
)
def test_two_years_are_fiscal_where_the_sentence_tells_of_accounts(text: str, said: bool) -> None:
    start = text.index("2019-20")
    assert fiscal.says_fiscal(text, start, start + 7, Setting(outlet_country="PK")) == said
    assert not fiscal.says_fiscal(text, start, start + 7, Setting(outlet_country="AE"))
