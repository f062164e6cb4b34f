"""The day in the path of an address."""

import tomllib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.publication.address import LONGEST, read_address

CASES = tomllib.loads((Path(__file__).parent / "cases" / "address.toml").read_text(encoding="utf-8"))["cases"]


@pytest.mark.parametrize("case", [pytest.param(case, id=case["url"] or "nothing") for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = read_address(case["url"])
    if "says" not in case:
        assert found is None
        return
    assert found is not None
    assert (case["url"][found.start : found.end], found.rule) == (case["says"], case["rule"])
    month = [found.stated.year, found.stated.month] if found.stated.precision == "month" else None
    assert (found.stated.date, month) == (case.get("date"), case.get("month"))


@given(st.dates(), st.text(alphabet="ab/-0123456789", max_size=20), st.text(alphabet="ab/-0123456789.?", max_size=20))
def test_evidence_is_the_day(day: Any, before: str, after: str) -> None:
    """Whatever stands around it, what is found stands in the path, and says what it is taken for."""
    url = f"https://paper.example/{before}/{day:%Y/%m/%d}/{after}"
    found = read_address(url)
    if found is None:
        assert not 1840 <= day.year <= 2199
        return
    path = url.partition("?")[0]
    evidence = path[found.start : found.end]
    assert found.start >= len("https://paper.example/")
    digits = "".join(filter(str.isdigit, evidence))
    assert digits.startswith(str(found.stated.year))
    if found.stated.date:
        assert found.stated.date.year == found.stated.year


@pytest.mark.parametrize("unit", ["2020/", "2020-09-", "a-2020-09-1", "/13/sep/20", "-", "20200913"])
def test_a_hostile_address_is_refused_or_read_once(unit: str) -> None:
    """No assertion on seconds: a pattern that backtracks without bound would not come back at all."""
    assert read_address("https://paper.example/" + unit * 100_000) is None
    read_address("https://paper.example/" + (unit * LONGEST)[: LONGEST - 1])
