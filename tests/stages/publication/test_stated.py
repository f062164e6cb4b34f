"""Stated publication dates: what the string says, and nothing that it does not say."""

import datetime as dt
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.publication.stated import Customs, read_stated

CASES = tomllib.loads((Path(__file__).parent / "cases" / "stated.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["stated"]) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = read_stated(case["stated"])
    assert found.date == case.get("date")
    assert found.at == case.get("at")
    assert found.precision == case.get("precision")
    assert found.problem == case.get("problem")
    if "weekday" in case:
        assert found.weekday == case["weekday"]
    day = case.get("date")
    assert (found.year, found.month) == ((day.year, day.month) if day else (case.get("year"), case.get("month")))


@given(
    st.one_of(
        st.text(max_size=100),
        st.text(alphabet=string.digits + "-/:.,+TZ JanuaryFebMarpm", max_size=40),
    )
)
def test_any_string_is_read_or_refused(stated: str) -> None:
    found = read_stated(stated)
    assert (found.problem is None) == (found.precision is not None)
    assert (found.date is None) == (found.precision in {None, "month", "year"})
    assert found.at is None or found.precision in {"minute", "second"}
    assert bool(found.either) == (found.problem == "ambiguous")


@given(st.datetimes(dt.datetime(1600, 1, 1), dt.datetime(2199, 12, 31), timezones=st.just(dt.UTC)))  # noqa: DTZ001
def test_what_python_prints_is_read_back(at: dt.datetime) -> None:
    found = read_stated(at.isoformat())
    assert (found.date, found.at) == (at.date(), at)
    naive = read_stated(at.replace(tzinfo=None).isoformat(" "))
    assert (naive.date, naive.at) == (at.date(), None)


@given(st.dates(dt.date(1600, 1, 1), dt.date(2199, 12, 31)), st.sampled_from(["%d %B %Y", "%B %d, %Y", "%a, %d %b %Y"]))
def test_every_day_is_read_in_words(day: dt.date, form: str) -> None:
    stated = f"{day:{form}}"
    found = read_stated(stated)
    assert found.date == day


@pytest.mark.parametrize(("stated", "problem"), [
    ("1620302400", None),
    ("0620302400", "unreadable"),  # of the form of an epoch, and none
    ("Published: 1620302400", None),
    ("Published: 0620302400", "unreadable"),
])  # fmt: skip
def test_an_epoch_does_not_begin_with_0(stated: str, problem: str | None) -> None:
    assert [read_stated(stated).problem for _ in range(2)] == [problem, problem]


def test_a_long_string_is_prose() -> None:
    assert read_stated("2021-01-27" + " " * 100 + "x").problem == "unreadable"


@pytest.mark.parametrize(
    ("stated", "order", "day"),
    [
        ("5/6/2021", "DMY", dt.date(2021, 6, 5)),
        ("5/6/2021", "MDY", dt.date(2021, 5, 6)),
        ("5/6/2021", None, None),
        ("25/6/2021", "MDY", dt.date(2021, 6, 25)),
        ("6 May 2021", "MDY", dt.date(2021, 5, 6)),
    ],
)
def test_an_outlets_order_tells_what_both_could_mean(stated: str, order: str | None, day: dt.date | None) -> None:
    assert read_stated(stated, Customs(date_order=order)).date == day


@pytest.mark.parametrize(
    ("stated", "zone", "at"),
    [
        ("2021-01-27 10:30", "Asia/Karachi", "2021-01-27T05:30"),
        ("2021-01-27 10:30 GMT", "Asia/Karachi", "2021-01-27T10:30"),
        ("2021-01-27 10:30", None, None),
        ("2021-01-27", "Asia/Karachi", None),
        ("2008-07-01 10:30", "Asia/Karachi", "2008-07-01T04:30"),
        ("2021-11-07 01:30", "America/New_York", None),
        ("2021-03-14 02:30", "America/New_York", None),
        ("2021-03-14 03:30", "America/New_York", "2021-03-14T07:30"),
        ("1987-02-26 10:30 EXQ", "Asia/Karachi", None),
        ("2021-01-27 10:30 IST", "Asia/Kolkata", "2021-01-27T05:00"),
        ("2021-01-27 10:30 ist", "Asia/Kolkata", "2021-01-27T05:00"),
        ("2021-01-27 10:30 IST", "Asia/Karachi", None),
        ("2021-07-27 10:30 BST", "Europe/London", "2021-07-27T09:30"),
        ("2021-01-27 10:30 BST", "Europe/London", None),
        ("2021-01-27 10:30 EST", "Asia/Karachi", "2021-01-27T15:30"),
    ],
    ids=str,
)
def test_an_outlets_zone_makes_a_clock_time_an_instant(stated: str, zone: str | None, at: str | None) -> None:
    instant = dt.datetime.fromisoformat(at).replace(tzinfo=dt.UTC) if at else None
    assert read_stated(stated, Customs(time_zone=zone)).at == instant
