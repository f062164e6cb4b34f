"""Cases and invariants of the temporal expressions."""

import datetime as dt
import json
import time
import tomllib
from pathlib import Path
from typing import Any, NoReturn

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.date_normalize import periods
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.rules import rulebook
from stages.date_normalize.setting import Setting
from stages.date_normalize.timex import Timex, find_timexes

CASES = Path(__file__).parent / "cases"
PARAMS = DateNormalizeParams()


def cases_of(*names: str) -> list[Any]:
    return [
        pytest.param(case, id=f"{name}: {case['text'][:60]}")
        for name in names
        for case in tomllib.loads((CASES / f"{name}.toml").read_text(encoding="utf-8"))["cases"]
    ]


#: The files of cases that must pass, and those of them that are about fiscal and South Asian forms.
FISCAL = ("fiscal", "south_asian", "not_fiscal")
COMMON = ("absolute", "relative", "units", "years", "quarters", "times", "lengths")
FILES = (*COMMON, "story", "guidelines", "wild", "negative", *FISCAL)


def setting_of(case: dict[str, Any]) -> Setting:
    return Setting(case.get("published"), case.get("country"), case.get("outlet"), case.get("order"))


def check(case: dict[str, Any]) -> None:
    found = find_timexes(case["text"], setting_of(case), PARAMS)
    expected = [(*item, *[None] * (4 - len(item))) for item in case["expect"]]
    assert [(timex.text, timex.type, timex.value, timex.mod) for timex in found] == expected
    assert [timex.fiscal or "" for timex in found] == case.get("fiscal", [""] * len(found))
    for timex in found:
        if timex.value is not None and timex.value.count("-") == 5 and "/" in timex.value and "X" not in timex.value:
            assert timex.value == f"{timex.begin}/{timex.finish}"


@pytest.mark.parametrize("case", cases_of(*FILES))
def test_case(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.xfail(strict=True, raises=AssertionError, reason="see the case")
@pytest.mark.parametrize("case", cases_of("known_failures"))
def test_known_failure(case: dict[str, Any]) -> None:
    check(case)


def one(text: str, published: dt.date | None = None, params: DateNormalizeParams = PARAMS) -> Timex:
    (timex,) = find_timexes(text, Setting(published), params)
    return timex


@pytest.mark.parametrize(
    ("text", "begin", "finish"),
    [
        ("on 27 January 2021", "2021-01-27", "2021-01-27"),
        ("in February 2020", "2020-02-01", "2020-02-29"),
        ("in early February 2021", "2021-02-01", "2021-02-28"),
        ("in 1967", "1967-01-01", "1967-12-31"),
        ("in the 1990s", "1990-01-01", "1999-12-31"),
        ("for 2020-23", "2020-01-01", "2023-12-31"),
        ("in 2019-20", None, None),
        ("dated 5/6/2021", None, None),
        ("on December 31", None, None),
        ("in April", None, None),
        ("on Wednesday", None, None),
        ("yesterday", None, None),
    ],
)
def test_bounds_are_given_where_the_value_fixes_them(text: str, begin: str | None, finish: str | None) -> None:
    timex = one(text)
    found = (timex.begin and timex.begin.isoformat(), timex.finish and timex.finish.isoformat())
    assert found == (begin, finish)


@pytest.mark.parametrize(
    ("text", "anchor", "rule"),
    [
        ("on 27 January 2021", None, "day_month_year"),
        ("in May 2020", None, "month_of_year"),
        ("in 2019", None, "bare_year"),
        ("yesterday", "2021-01-27", "deictic_day"),
        ("on Tuesday", "2021-01-27", "weekday"),
        ("on Tuesday night", "2021-01-27", "weekday"),
        ("next Monday", "2021-01-27", "counted_weekday"),
        ("on December 31", "2021-01-27", "month_day"),
        ("in April", "2021-01-27", "sure_month"),
        ("in May last year", "2021-01-27", "month_of_year"),
        ("last week", "2021-01-27", "shifted_unit"),
        ("over the past two months", "2021-01-27", "which_counted_units"),
    ],
)
def test_anchor_and_rule_say_where_a_value_comes_from(text: str, anchor: str | None, rule: str) -> None:
    timex = one(text, dt.date(2021, 1, 27))
    assert (timex.anchor, timex.rule) == (anchor, rule)


def test_open_values_have_no_anchor() -> None:
    assert [one(text).anchor for text in ("yesterday", "on Tuesday", "on May 5", "in April")] == [None] * 4


def test_days_of_one_range_share_a_year_where_only_one_is_within_reach() -> None:
    published = dt.date(2021, 10, 27)
    reach = DateNormalizeParams(ahead_days=30)
    years = {timex.begin.year for timex in find_timexes("November 20-30", Setting(published), reach) if timex.begin}
    assert len(years) == 1


@pytest.mark.parametrize(
    ("ahead_days", "value"),
    [(0, "2020-06-15"), (100, "2021-06-15"), (365, "2021-06-15")],
)
def test_ahead_days_moves_the_window_of_days_without_a_year(ahead_days: int, value: str) -> None:
    params = DateNormalizeParams(ahead_days=ahead_days)
    assert one("on June 15", dt.date(2021, 4, 1), params).value == value


def test_cue_reach_bounds_how_far_a_cue_may_stand() -> None:
    published = dt.date(2021, 1, 27)
    text = "will, after a long and rather tedious journey by rail, arrive on Friday"
    near, far = DateNormalizeParams(cue_reach=20), DateNormalizeParams(cue_reach=100)
    assert (one(text, published, near).value, one(text, published, far).value) == ("2021-01-22", "2021-01-29")


def test_years_outside_the_range_of_the_params_are_numbers() -> None:
    params = DateNormalizeParams(first_year=1980, last_year=2030)
    text = "in 1979, 1980, 2030, 2031, 1975-79 and 2031-35"
    assert [timex.text for timex in find_timexes(text, Setting(), params)] == ["1980", "2030"]


# --- Invariants ------------------------------------------------------------------------------------------------------

WORDS = [
    *("quarter", "third", "half", "ago", "a", "two", "several", "years", "months", "earlier", "later", "past", "hours"),
    *(
        "fiscal",
        "FY 2020-21",
        "same",
        "period",
        "of",
        "July-March",
        "10M",
        "now",
        "daily",
        "10:30",
        "pm",
        "noon",
        "summer",
    ),
    *("\u06f1\u06f2", "\u0645\u0626\u06cc", "\u0622\u062c", "Ramazan", "1442", "'89", "previous", "that", "following"),
    *("May", "may", "March", "Sept.", "Jan", "January", "february", "MONDAY", "Tuesday", "Sun", "night", "morning"),
    *("last", "next", "this", "year", "the", "end", "of", "early", "mid", "yesterday", "Today", "tonight", "every"),
    *("27", "5th", "31", "30", "29", "2021", "2019-20", "1986/87", "2000", "1990s", "FY21", "5/6/2021", "2021-02-30"),
    *("and", "to", "in", "will", "said", "until", "Rs", "people", "budget", "quarter", "first", "Q1", "Black"),
    *("\u00e9", "\u062e\u0628\u0631", "\U0001f389"),
]
JOINS = [" ", "  ", "\n", "\n\n", ", ", "-", "/", ".", ". ", "\u2013", "\u00a0", ""]
TEXTS = st.one_of(
    st.text(max_size=200),
    st.lists(st.tuples(st.sampled_from(WORDS), st.sampled_from(JOINS)), max_size=40).map(
        lambda pairs: "".join(word + join for word, join in pairs)
    ),
)
DAYS = st.one_of(st.none(), st.dates(dt.date(1600, 1, 1), dt.date(2199, 12, 31)))


@settings(max_examples=400, deadline=None)
@given(TEXTS, DAYS)
def test_spans_cut_their_text_in_order_and_apart(text: str, published: dt.date | None) -> None:
    found = find_timexes(text, Setting(published), PARAMS)
    assert [text[timex.start : timex.end] for timex in found] == [timex.text for timex in found]
    assert all(timex.text.strip() for timex in found)
    edges = [edge for timex in found for edge in (timex.start, timex.end)]
    assert edges == sorted(edges)
    assert len({timex.start for timex in found}) == len(found)


@settings(max_examples=400, deadline=None)
@given(TEXTS, DAYS, st.sampled_from([None, "PK", "US", "NP", "JP"]), st.sampled_from([None, "DMY", "MDY"]))
def test_values_are_whole(text: str, published: dt.date | None, country: str | None, order: str | None) -> None:
    names = {rule.name for rule in rulebook().rules if rule.pieces}
    for timex in find_timexes(text, Setting(published, country, None, order), PARAMS):
        assert timex.rule in names
        assert timex.type in {"DATE", "TIME", "DURATION", "SET"}
        assert (timex.value is None) == (timex.alternatives is not None)
        assert (timex.begin is None) == (timex.finish is None)
        assert timex.begin is None or timex.finish is None or timex.begin <= timex.finish
        if timex.value is None or "X" in timex.value:
            assert timex.anchor is None or timex.type == "DURATION"
            assert timex.begin is None
        if timex.anchor is not None and published is None:
            assert timex.anchor in text or "20" in text or "19" in text


@settings(max_examples=200, deadline=None)
@given(TEXTS, st.text(alphabet="é خ\u4e2d", max_size=20), DAYS)
def test_text_in_front_only_moves_the_spans(text: str, front: str, published: dt.date | None) -> None:
    params = DateNormalizeParams(cue_reach=0)
    front += "\n\n"
    moved = [
        timex._replace(start=timex.start - len(front), end=timex.end - len(front))
        for timex in find_timexes(front + text, Setting(published), params)
    ]
    assert moved == find_timexes(text, Setting(published), params)


class ClocklessDate(dt.date):
    """A date that fails when it is asked what day it is."""

    @classmethod
    def today(cls) -> NoReturn:
        message = "the clock was asked"
        raise AssertionError(message)

    @classmethod
    def fromtimestamp(cls, timestamp: float, /) -> NoReturn:
        raise AssertionError(timestamp)


def test_no_value_comes_from_a_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    cases = [case.values[0] for case in cases_of(*FILES)]
    before = [find_timexes(case["text"], setting_of(case), PARAMS) for case in cases]

    def fail(*_: object) -> NoReturn:
        message = "the clock was asked"
        raise AssertionError(message)

    with monkeypatch.context() as patch:
        patch.setattr(periods, "date", ClocklessDate)
        for name in ("time", "time_ns", "localtime", "gmtime", "monotonic", "strftime"):
            patch.setattr(time, name, fail)
        after = [find_timexes(case["text"], setting_of(case), PARAMS) for case in cases]
    assert after == before


@pytest.mark.parametrize(
    "unit",
    ["may ", "May ", "1-1-", "January 1 ", "in May ", "the end of ", "2019-20 ", "20", "Tuesday ", "é May 5 ", "-\n"],
)
def test_candidates_grow_with_the_text_and_no_faster(unit: str) -> None:
    """Each candidate costs bounded work (windows and patterns are bounded), so that their number is the work."""
    book = rulebook()
    count = [sum(1 for _ in book.candidates(unit * times)) for times in (500, 1000, 2000)]
    assert count[2] - count[1] == pytest.approx(2 * (count[1] - count[0]), abs=2)


@pytest.mark.parametrize(
    "unit",
    [
        "in May ",
        "a year earlier ",
        "exports of 2019-20 ",
        "the same period last year ",
        "that day ",
        "1-1-1999 ",
        "\u0622\u062c ",
    ],
)
def test_steps_grow_with_the_text_and_no_faster(unit: str) -> None:
    """Each step looks at a bounded window, or at the last period of its kind, so that their number is the work."""

    def work(times: int) -> int:
        steps: list[str] = []
        find_timexes(unit * times, Setting(dt.date(2021, 1, 27), "PK"), PARAMS, lambda step, _: steps.append(step))
        return len(steps)

    counts = [work(times) for times in (100, 200, 400)]
    assert counts[0] > 0
    assert counts[2] - counts[1] == pytest.approx(2 * (counts[1] - counts[0]), abs=8)


def test_a_megabyte_of_one_word_finishes() -> None:
    assert find_timexes("may " * 250_000, Setting(dt.date(2021, 1, 27)), PARAMS) == []


def test_cases_are_enough() -> None:
    cases = [case.values[0] for case in cases_of(*FILES)]
    assert len(cases) >= 450
    assert sum(not case["expect"] for case in cases) >= 55
    assert len(cases_of(*FISCAL)) >= 150
    assert len({json.dumps(case, default=str) for case in cases}) == len(cases)
