"""Datelines: where they end, and what their parts say."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.publication.dateline import REACH, find_dateline

CASES = Path(__file__).parent / "cases"


def cases_of(name: str) -> list[Any]:
    cases = tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["cases"]
    return [pytest.param(case, id=case["text"][:60]) for case in cases]


def check(case: dict[str, Any]) -> None:
    found = find_dateline(case["text"])
    assert found is not None
    assert case["text"][found.start : found.end] == case["line"]
    assert (found.place, found.country, found.agency) == (case["place"], case.get("country"), case.get("agency"))
    year, month, day = case.get("date", [None, None, None])
    assert (found.year, found.month, found.day) == (year or None, month, day)
    if "weekday" in case:
        assert found.weekday == case["weekday"]


@pytest.mark.parametrize("case", cases_of("dateline"))
def test_case(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="see the case")
@pytest.mark.parametrize("case", cases_of("known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("case", cases_of("no_dateline"))
def test_no_dateline(case: dict[str, Any]) -> None:
    assert find_dateline(case["text"]) is None


def test_only_the_beginning_of_a_text_is_read() -> None:
    dateline = "\nQUETTA: It rained."
    assert find_dateline("x" * (REACH - len(dateline)) + dateline) is not None
    assert find_dateline("x" * REACH + dateline) is None


PIECES = [
    "KARACHI", "Lahore", "NEW YORK", "Va.", "Pakistan", "March 3", "3rd Sep, 2020", "Feb 30", "(APP)", "(x", "/AP/",
    "Reuter", ",", ":", "-", "--", "\u2014", "_", "/", ".", "\n", "The", "a", "2021", "\u00c9tretat", "\u062e",
]  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(
    st.one_of(
        st.text(max_size=300),
        st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join),
        st.lists(st.sampled_from(PIECES), max_size=20).map("".join),
    )
)
def test_dateline_is_inside_the_text_and_whole(text: str) -> None:
    found = find_dateline(text)
    if found is None:
        return
    assert 0 <= found.start < found.end <= min(len(text), REACH)
    line = text[found.start : found.end]
    assert line == line.strip()
    assert line[-1] in ":-\u2013\u2014_"
    assert found.place
    assert (found.month is None) == (found.day is None)
    assert found.year is None or found.month is not None


@pytest.mark.parametrize(
    "unit", ["A", "A ", "A-", "A.", "A/", "AB, ", "KARACHI, ", "KARACHI (", "- ", "\n", "\nA", "Mar 3 "]
)
def test_a_hostile_beginning_costs_no_more_than_a_long_one(unit: str) -> None:
    """No assertion on seconds: a pattern that backtracks without bound would not come back at all."""
    assert find_dateline(unit * 1000) is None
