"""What is printed of a difference."""

from typing import Any

import pytest

from flows.diff import Difference, TableDifference
from flows.diff.articles import Articles, Change
from flows.diff.difference import Columns, Example, Rows
from flows.diff.reasons import Reason, words
from flows.diff.views import _from_to, show_difference

TOTALS = dict.fromkeys(("documents", "duplicates", "rejects", "amounts"), (3, 3))


def difference(articles: Articles | None = None, *tables: TableDifference, **values: Any) -> Difference:
    named = {table.name: table for table in tables}
    known: dict[str, Any] = {"totals": TOTALS, "made_by": (), "examples": 1} | values
    return Difference("old", "new", articles or Articles(unchanged=3), tables=named, **known)


def shown(found: Difference, capsys: pytest.CaptureFixture[str]) -> str:
    show_difference(found)
    return capsys.readouterr().out


def changes(kind: str, *names: str) -> dict[str, Change]:
    return {name: Change(kind, name, name, None, ("p", "p")) for name in names}


@pytest.mark.parametrize(
    ("counts", "says"),
    [
        ({}, "no article changed; documents 3, "),
        ({"added": 1}, "1 article added; documents"),
        ({"added": 12, "edited": 1, "deleted": 2}, "12 articles added, 1 edited, 2 deleted; documents"),
        ({"edited": 1, "renamed": 1200}, "1 article edited, 1,200 renamed; documents"),
        ({"deleted": 11}, "11 articles deleted; documents"),
    ],
)
def test_the_sentence_counts_articles(counts: dict[str, Any], says: str) -> None:
    assert difference(Articles(**counts)).sentence().startswith(says)


def test_the_sentence_counts_rows_and_names_what_made_them() -> None:
    totals = {"documents": (23576, 23586), "duplicates": (608, 609), "rejects": (623, 623)}
    assert difference(totals=totals).sentence() == (
        "no article changed; documents 23,576 -> 23,586, duplicates 608 -> 609, rejects 623"
    )
    made_by = tuple(Reason("code", f"stages/{name}.py") for name in "abcde")
    assert (
        difference(made_by=made_by)
        .sentence()
        .endswith("; rules, params and libraries: stages/a.py, stages/b.py, stages/c.py and 2 more")
    )


def test_a_cause_is_told_by_its_kinds() -> None:
    cause = (Reason("added"), Reason("code", "a.py"), Reason("code", "b.toml"), Reason("library", "x: 1 -> 2"))
    assert words(cause, 5) == "article added; rule changed: a.py, b.toml; library changed: x: 1 -> 2"
    assert words(cause, 1) == "article added; rule changed: a.py and 1 more; library changed: x: 1 -> 2"


def test_what_is_not_shown_is_counted(capsys: pytest.CaptureFixture[str]) -> None:
    rows = Rows("added", (Reason("added"),), 2, [Example(None, {"doc_id": "b", "start": 1, "text": "Rs 5"})])
    table = TableDifference("amounts", [rows], {})
    out = shown(difference(Articles(added=2, changes=changes("added", "b", "a")), table), capsys)
    assert "... and 1 more" in out
    assert "amounts, added: article added (1 of 2)" in out.splitlines()
    assert "No row differs" not in out


def test_columns_that_changed_most_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    columns = dict(zip("abcdef", range(9000, 0, -1500), strict=True))
    table = TableDifference("amounts", [Rows("changed", (Reason("params", "x: 1 -> 2"),), 9000)], columns)
    out = shown(difference(None, table), capsys)
    assert "a 9,000, b 7,500, c 6,000, d 4,500 and 2 more" in out
    assert "params changed: x: 1 -> 2" in out


def test_a_schema_is_told_even_where_no_row_differs(capsys: pytest.CaptureFixture[str]) -> None:
    schema = Columns(["new: string"], [], ["start: int32 -> int64"])
    out = shown(difference(None, TableDifference("amounts", [], {}, schema)), capsys)
    assert [line.split()[:3] for line in out.splitlines() if line.startswith("amounts")] == [
        ["amounts", "new:", "string"],
        ["amounts", "start:", "int32"],
    ]
    assert "No row differs in the tables that were compared." in out


def test_nothing_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(difference(), capsys).splitlines()[-1] == "Nothing differs."


LONG = "word " * 30


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        (3, 4, "3 -> 4"),
        (None, "PK", "null -> PK"),
        ("a\nb", "a c", "a b -> a c"),
        (
            f"{LONG}five {LONG}",
            f"{LONG}six {LONG}",
            "...d word word five word word w... -> ...d word word six word word w...",
        ),
        (LONG, f"{LONG}more", "...rd word word -> ...rd word word more"),
        (LONG, f"More {LONG}", "word word wo... -> More word word wo..."),
        ("x" * 50, "y" * 50, f"{'x' * 17} ... {'x' * 17} -> {'y' * 17} ... {'y' * 17}"),
    ],
)
def test_long_values_are_cut_to_where_they_differ(old: object, new: object, says: str) -> None:
    assert " ".join(_from_to(old, new).split()) == says
