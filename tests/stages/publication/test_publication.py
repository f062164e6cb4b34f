"""Which source gives the date of publication, and by which rule."""

import datetime as dt
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.publication import Publication, publication_of, stated

CASES = tomllib.loads((Path(__file__).parent / "cases" / "publication.toml").read_text(encoding="utf-8"))["cases"]


def publication(case: dict[str, Any]) -> Publication:
    return publication_of(case.get("stated"), case.get("rule_stated"), case["text"])


@pytest.mark.parametrize("case", [pytest.param(case, id=f"{case.get('stated')} {case['text'][:40]}") for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    found = publication(case)
    assert (found.date, found.precision, found.rule) == (case.get("date"), case.get("precision"), case.get("rule"))
    assert found.dateline_place == case.get("place")


def test_instant_is_kept_in_utc() -> None:
    found = publication_of("2021-01-27T10:30+05:00", "page_metadata", "")
    assert found.at == dt.datetime(2021, 1, 27, 5, 30, tzinfo=dt.UTC)
    assert found.at.tzinfo is dt.UTC


def test_span_is_that_of_the_dateline() -> None:
    text = "  QUETTA, March 3 (AP) - It rained."
    found = publication_of("2021-03-04", "date_prefix", text)
    assert text[found.start : found.end] == "QUETTA, March 3 (AP) -"
    assert (found.agency, found.country) == ("AP", "PK")


@settings(deadline=None)
@given(
    st.one_of(st.none(), st.text(max_size=40)), st.one_of(st.none(), st.just("page_metadata")), st.text(max_size=400)
)
def test_any_input_gives_a_consistent_publication(date: str | None, rule: str | None, text: str) -> None:
    found = publication_of(date, rule, text)
    assert found.date is None or (found.rule and found.precision)
    assert found.at is None or found.date
    assert (found.start is None) == (found.end is None) == (found.dateline_place is None)


def test_no_date_comes_from_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        message = "the clock was asked"
        raise AssertionError(message)

    class ClocklessDatetime(dt.datetime):
        now = today = utcnow = fail

    class ClocklessDate(dt.date):
        today = fail

    before = [publication(case) for case in CASES]
    names = {name: getattr(dt, name) for name in ("UTC", "time", "timedelta", "timezone")}
    monkeypatch.setattr(stated, "dt", SimpleNamespace(datetime=ClocklessDatetime, date=ClocklessDate, **names))
    assert [publication(case) for case in CASES] == before
