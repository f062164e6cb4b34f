"""Which source gives the date of publication, by which rule, and what the others say beside it."""

import datetime as dt
import tomllib
from pathlib import Path
from types import SimpleNamespace
from typing import Any, NoReturn

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages import publication as package
from stages.clean.schema import STATED_DATES_TYPE
from stages.publication import Customs, Publication, Statement, publication_of, publications_of, stated, weighing
from stages.publication.sources import SOURCES

CASES = tomllib.loads((Path(__file__).parent / "cases" / "publication.toml").read_text(encoding="utf-8"))["cases"]


def statements(case: dict[str, Any]) -> list[Statement]:
    return [Statement(rule, text) for rule, text in case.get("stated", [])]


def publication(case: dict[str, Any]) -> Publication:
    customs = Customs(case.get("date_order"), case.get("time_zone"))
    return publication_of(statements(case), case["text"], case.get("url"), customs)


@pytest.mark.parametrize(
    "case", [pytest.param(case, id=f"{case.get('stated')} {case['text'][:40]} {case.get('url')}") for case in CASES]
)
def test_case(case: dict[str, Any]) -> None:
    found = publication(case)
    assert (found.date, found.precision, found.rule) == (case.get("date"), case.get("precision"), case["rule"])
    assert found.dateline_place == case.get("place")
    assert found.conflict == case.get("conflict")
    if "at" in case or case.get("time_zone"):
        assert found.at == case.get("at")
    if "others" in case:
        others = [[each.rule, each.verdict, each.days] for each in found.sources if each.verdict != "taken"]
        assert others == [[*other, None][:3] for other in case["others"]]
    if "weekday" in case:
        assert [each.weekday_agrees for each in found.sources if each.verdict == "taken"] == [case["weekday"]]


@pytest.mark.parametrize("case", CASES)
def test_who_does_not_compare_sources_is_told_the_same_of_the_day(case: dict[str, Any]) -> None:
    customs = Customs(case.get("date_order"), case.get("time_zone"))
    found = publication_of(statements(case), case["text"], case.get("url"), customs, compared=False)
    assert found == publication(case)._replace(conflict=None, sources=())


def test_instant_is_kept_in_utc() -> None:
    found = publication_of([Statement("page_metadata", "2021-01-27T10:30+05:00")], "")
    assert found.at == dt.datetime(2021, 1, 27, 5, 30, tzinfo=dt.UTC)
    assert found.at.tzinfo is dt.UTC


def test_span_is_that_of_the_dateline() -> None:
    text = "  QUETTA, March 3 (AP) - It rained."
    found = publication_of([Statement("date_prefix", "2021-03-04")], text)
    assert text[found.start : found.end] == "QUETTA, March 3 (AP) -"
    assert (found.agency, found.country) == ("AP", "PK")


def test_the_order_of_trust_is_the_order_of_the_table() -> None:
    rules = [rule for rule in SOURCES if rule not in ("dateline", "url_path", "url_slug")]
    said = [Statement(rule, f"2021-03-{day:02}") for day, rule in enumerate(rules, 1)]
    text, url = "QUETTA, March 28, 2021 - It rained.", "https://p.example/2021/03/29/rain"
    for number, statement in enumerate(said):
        found = publication_of(said[number:][::-1], text, url)
        assert (found.rule, found.date) == (statement.rule, dt.date(2021, 3, number + 1))
        assert [each.rule for each in found.sources] == [*rules[number:], "dateline", "url_path"]
    assert publication_of([], text, url).rule == "dateline"


def test_rows_of_tables() -> None:
    said = [
        [{"rule": "record_published", "text": "5/6/2021"}, {"rule": "date_prefix", "text": "2021-06-05"}],
        None,
        [],
        [{"rule": "page_metadata", "text": "2021-06-05", "place": "json_ld", "raw_start": 7, "raw_end": 17}],
    ]
    articles = pa.table(
        {
            "stated_dates": pa.array(said, STATED_DATES_TYPE),
            "url": pa.array([None, "https://p.example/2021/06/05/x", None, None], pa.string()),
            "text": pa.array(["It rained."] * 4, pa.large_string()),
        }
    )
    outlets = pa.table({"date_order": ["MDY", None, None, None], "time_zone": pa.nulls(4, pa.string())})
    found = publications_of(articles.slice(0), outlets)
    assert [each.rule for each in found] == ["record_published", "url_path", "not_stated", "page_metadata"]
    assert found[0].conflict == "date_prefix 2021-06-05"
    (source,) = found[3].sources
    assert (source.place, source.where, source.start, source.end) == ("json_ld", "source", 7, 17)
    assert publications_of(articles.slice(1), outlets.slice(1)) == found[1:]
    assert publications_of(articles.slice(0, 0), outlets.slice(0, 0)) == []


WORDS = st.one_of(
    st.text(max_size=40),
    st.dates().map(str),
    st.sampled_from(["5/6/2021", "2021", "May 2020", "Mon, 5 May 2020 10:00 PKT", "13 ستمبر 2020", "soon", " "]),
)
SAID = st.lists(st.tuples(st.sampled_from([*SOURCES, "x"]), WORDS).map(lambda pair: Statement(*pair)), max_size=4)
TEXTS = st.one_of(st.text(max_size=400), st.dates().map("LAHORE, {:%B %d} - Rain fell.".format))
URLS = st.one_of(
    st.none(),
    st.text(max_size=60),
    st.dates().map("https://p.example/{:%Y/%m/%d}/x".format),
    st.dates().map("https://p.example/{:%Y/%m}/x".format),
)


@settings(deadline=None)
@given(SAID, TEXTS, URLS)
def test_any_input_gives_a_consistent_publication(said: list[Statement], text: str, url: str | None) -> None:
    found = publication_of(said, text, url)
    taken = [each for each in found.sources if each.verdict == "taken"]
    assert found.rule
    assert (found.precision is None) == (not taken)
    assert found.date is None or [found.date] == [each.date for each in taken]
    assert found.at is None or found.date
    assert (found.start is None) == (found.end is None) == (found.dateline_place is None)
    assert [each.rule for each in found.sources] == sorted(
        (each.rule for each in found.sources), key=lambda rule: list(SOURCES).index(rule) if rule in SOURCES else 99
    )
    contradicted = any(each.verdict == "contradicts" or each.weekday_agrees is False for each in found.sources)
    assert (found.conflict is not None) == contradicted


@settings(deadline=None)
@given(SAID, TEXTS, URLS)
def test_spans_cut_their_evidence_out_of_what_they_count_in(said: list[Statement], text: str, url: str | None) -> None:
    for each in publication_of(said, text, url).sources:
        if each.where == "text":
            assert text[each.start : each.end] == each.text
        if each.where == "url":
            assert url is not None
            assert url[each.start : each.end] == each.text
        if each.where == "field":
            assert (each.start, each.end) == (None, None)
            assert (each.rule, each.text) in [(one.rule, one.text) for one in said]


@settings(deadline=None)
@given(SAID, TEXTS, URLS)
def test_every_day_stands_in_a_source(said: list[Statement], text: str, url: str | None) -> None:
    """A day that is taken is what one source says, and the year of a dateline without one is near another's."""
    found = publication_of(said, text, url)
    if found.date is None:
        return
    others = {each.date.year for each in found.sources if each.date and each.rule != "dateline"}
    years = {year + step for year in others for step in (-1, 0, 1)}
    stated_years = {str(found.date.year) in each.text for each in found.sources}
    assert True in stated_years or found.date.year in years


@given(st.text(max_size=300).filter(lambda text: not any(map(str.isdigit, text))))
def test_no_day_without_a_digit(text: str) -> None:
    found = publication_of([], text, "https://p.example/the-rain")
    assert (found.date, found.precision, found.rule, found.sources) == (None, None, "not_stated", ())


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
    for module in (stated, weighing, package):
        monkeypatch.setattr(module, "dt", SimpleNamespace(datetime=ClocklessDatetime, date=ClocklessDate, **names))
    assert [publication(case) for case in CASES] == before
