"""Stated publication dates: what the string says, and nothing that it does not say."""

import datetime as dt
import string
import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.publication.stated import read_stated

CASES = tomllib.loads((Path(__file__).parent / "cases" / "stated.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["stated"]) for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = read_stated(case["stated"])
    assert found.date == case.get("date")
    assert found.at == case.get("at")
    assert found.precision == case.get("precision")
    assert found.problem == case.get("problem")
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


def test_a_long_string_is_prose() -> None:
    assert read_stated("2021-01-27" + " " * 100 + "x").problem == "unreadable"
