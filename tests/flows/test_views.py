"""What is printed of a cluster."""

import datetime as dt
from typing import Any

import pytest

from flows import views
from flows.explain import Explanation


def member(number: int, **values: Any) -> dict[str, Any]:
    row = {
        "doc_id": f"{number:04}",
        "source": f"outlet/{number:04}.txt",
        "record": None,
        "outlet": "Outlet",
        "published": dt.date(2021, 3, 2),
        "duplicate_of": "0000" if number else None,
        "kind": "exact" if number else None,
        "similarity": 1.0 if number else None,
        "containment": 1.0 if number else None,
        "partition": "p",
    }
    return row | values


def shown(rows: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]) -> str:
    why = "This article is kept before the others: it is longer." if rows else None
    views.show_explanation(
        Explanation({"doc_id": "0000", "text": None}, "p", decision={"cluster_id": "0000"}, cluster=rows, why=why)
    )
    return capsys.readouterr().out


def test_a_large_cluster_shows_the_first_twenty(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown([member(number) for number in range(200)], capsys)
    assert "Cluster of 200 articles" in out
    assert [f"outlet/{number:04}.txt" in out for number in (0, 19, 20)] == [True, True, False]
    assert "... and 180 more; --json names all of them." in out
    assert out.index("outlet/0000.txt") < out.index("outlet/0001.txt") < out.index("it is longer")
    (asked,) = (line for line in out.splitlines() if line.startswith("*"))
    assert "outlet/0000.txt" in asked
    assert "kept" in asked


def test_a_small_cluster_says_nothing_of_more(capsys: pytest.CaptureFixture[str]) -> None:
    out = shown([member(0), member(1, record="7")], capsys)
    assert "more; --json" not in out
    assert "outlet/0001.txt#7" in out
    assert "2021-03-02" in out


@pytest.mark.parametrize(
    ("similarity", "containment", "says"),
    [(1.0, 1.0, "1.00 / 1.00"), (0.9999, 1.0, "0.99 / 1.00"), (0.29, None, "0.29"), (None, None, None)],
)
def test_likeness_is_never_rounded_up_to_one(
    similarity: float | None, containment: float | None, says: str | None
) -> None:
    assert views._likeness({"similarity": similarity, "containment": containment}) == says


def passage(kept: str, text: str) -> dict[str, str]:
    return {"kept_text": kept, "text": text}


@pytest.mark.parametrize(
    ("passages", "says"),
    [
        ([], "nothing but case, marks, dateline or credit"),
        ([("Rs 5bn", "Rs 6bn")], "Rs 5bn -> Rs 6bn"),
        ([("", "on\nFriday"), ("by snow", "")], "+ on Friday\n- by snow"),
        ([("a", "b")] * 5, "a -> b\na -> b\na -> b\n+2 more"),
        ([("snow " * 40, "")], "- snow snow snow snow snow sn ... ow snow snow snow snow snow (40 words)"),
        ([("x" * 50, "y")], "xxxxxxxxxxxx ... xxxxxxxxxxxx -> y"),
    ],
)
def test_passages_are_lines_that_fit(passages: list[tuple[str, str]], says: str) -> None:
    told = {"duplicate_of": "0000", "differences": [passage(*pair) for pair in passages]}
    assert views._differing(told) == says


def test_the_one_kept_differs_from_nothing() -> None:
    assert views._differing({"duplicate_of": None, "differences": []}) is None


def source(**values: Any) -> dict[str, Any]:
    names = ("place", "start", "end", "date", "precision", "days", "weekday_agrees")
    return dict.fromkeys(names) | {"where": "field", "verdict": "taken"} | values


def test_sources_of_the_day_of_publication_stand_with_evidence_and_contradictions(
    capsys: pytest.CaptureFixture[str],
) -> None:
    day = dt.date(2021, 3, 2)
    sources = [
        source(rule="record_published", text="2 March 2021", date=day, precision="day", days=0),
        source(
            rule="page_metadata",
            place="json_ld",
            text="2021-03-03",
            where="source",
            start=7,
            end=17,
            date=dt.date(2021, 3, 3),
            days=1,
            verdict="near",
        ),
        source(
            rule="dateline",
            text="LAHORE, Mon, Feb 24 -",
            where="text",
            start=0,
            end=21,
            date=dt.date(2021, 2, 24),
            days=-6,
            verdict="contradicts",
            weekday_agrees=False,
        ),
    ]
    dates = {"doc_id": "0", "published": day, "published_rule": "record_published", "timexes": []}
    dates |= {"published_conflict": "dateline 2021-02-24; dateline weekday", "published_sources": sources}
    views.show_explanation(Explanation({"doc_id": "0", "text": None}, "p", dates=dates))
    out = " ".join(capsys.readouterr().out.split())
    assert "published_conflict dateline 2021-02-24; dateline weekday" in out
    assert "2 March 2021 field 2021-03-02 day taken" in out
    assert "record_published is taken: whoever delivered the record said so" in out
    assert "page_metadata (json_ld) 2021-03-03 source 7-17" in out
    assert "near (1 day later)" in out
    assert "text 0-21 2021-02-24" in out
    assert "contradicts (6 days earlier); its weekday is another" in out


def test_an_article_that_states_no_day_has_no_table_of_sources(capsys: pytest.CaptureFixture[str]) -> None:
    dates = {"published_rule": "not_stated", "published_sources": [], "timexes": []}
    views.show_explanation(Explanation({"doc_id": "0", "text": None}, "p", dates=dates))
    out = capsys.readouterr().out
    assert "not_stated" in out
    assert "Sources of the day" not in out
