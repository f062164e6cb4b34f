"""The step from a table of articles to a table of dates."""

import datetime as dt
import re
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from stages.clean.schema import STATED_DATES_TYPE
from stages.date_normalize import STAGE
from stages.date_normalize.dates import run
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.schema import DATES, SOURCE

SEEDS = Path(__file__).parents[4] / "shared" / "seeds"

#: What is read of ``clean.outlets`` stands in the same table here, which is then given for both.
ARTICLES = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field("stated_dates", STATED_DATES_TYPE),
        pa.field("url", pa.string()),
        pa.field("text", pa.large_string()),
        pa.field("reject_code", pa.string()),
        pa.field("date_order", pa.string()),
        pa.field("time_zone", pa.string()),
    ]
)


def articles(*rows: tuple[str, str | None, str | None, str | None, str | None]) -> pa.Table:
    """Return articles of an id, a stated date with its rule, a text, and the code of a reject."""
    return pa.Table.from_pylist(
        [
            {
                "doc_id": doc_id,
                "stated_dates": [{"rule": rule, "text": stated}] if stated else [],
                "text": text,
                "reject_code": reject,
            }
            for doc_id, stated, rule, text, reject in rows
        ],
        schema=ARTICLES,
    )


def _run(table: pa.Table) -> pa.Table:
    return run(table, table, DateNormalizeParams())


def dated(table: pa.Table) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _run(table).to_pylist()
    return rows


def test_step_is_declared() -> None:
    assert [step.name for step in STAGE.steps] == ["dates"]
    assert STAGE.params_of(STAGE.steps[0], {"ahead_days": 1}) == {"ahead_days": 1}


def test_table_has_the_schema_and_the_order_of_the_articles_that_were_kept() -> None:
    table = _run(
        articles(
            ("b", "2021-01-27", "record_published", "It rained yesterday.", None),
            ("x", None, None, None, "empty"),
            ("a", None, None, "Nothing is known.", None),
        )
    )
    assert table.schema.equals(DATES, check_metadata=True)
    table.validate(full=True)
    assert table["doc_id"].to_pylist() == ["b", "a"]
    assert [len(timexes) for timexes in table["timexes"].to_pylist()] == [1, 0]


@pytest.mark.parametrize("rows", [[], [("x", None, None, None, "empty")]])
def test_nothing_kept_is_an_empty_table(rows: list[tuple[str, str | None, str | None, str | None, str | None]]) -> None:
    table = _run(articles(*rows))
    assert table.num_rows == 0
    assert table.schema.equals(DATES)


def test_all_columns_of_one_article() -> None:
    text = "LAHORE, March 10 (APP) - The dam opened on Tuesday night."
    (row,) = dated(articles(("a", "2021-03-10T21:30:05+05:00", "record_published", text, None)))
    assert row == {
        "doc_id": "a",
        "published": dt.date(2021, 3, 10),
        "published_at": dt.datetime(2021, 3, 10, 16, 30, 5, tzinfo=dt.UTC),
        "published_precision": "second",
        "published_rule": "record_published",
        "published_conflict": None,
        "published_sources": [
            dict.fromkeys(field.name for field in SOURCE)
            | {"rule": "record_published", "text": "2021-03-10T21:30:05+05:00", "where": "field", "precision": "second"}
            | {"date": dt.date(2021, 3, 10), "days": 0, "verdict": "taken"},
            dict.fromkeys(field.name for field in SOURCE)
            | {"rule": "dateline", "text": text[:26], "where": "text", "start": 0, "end": 26, "precision": "day"}
            | {"date": dt.date(2021, 3, 10), "days": 0, "verdict": "agrees"},
        ],
        "dateline_place": "Lahore",
        "agency": "APP",
        "country": "PK",
        "timexes": [
            {
                "start": 8,
                "end": 16,
                "text": "March 10",
                "type": "DATE",
                "value": "2021-03-10",
                "mod": None,
                "begin": dt.date(2021, 3, 10),
                "finish": dt.date(2021, 3, 10),
                "fiscal": None,
                "anchor": "2021-03-10",
                "rule": "month_day",
            },
            {
                "start": 43,
                "end": 56,
                "text": "Tuesday night",
                "type": "TIME",
                "value": "2021-03-09TNI",
                "mod": None,
                "begin": dt.date(2021, 3, 9),
                "finish": dt.date(2021, 3, 9),
                "fiscal": None,
                "anchor": "2021-03-10",
                "rule": "weekday",
            },
        ],
    }


def test_expressions_are_counted_from_the_dateline_where_nothing_else_is_stated() -> None:
    (row,) = dated(articles(("a", None, None, "QUETTA, 10 March 2021 (PPI): He left yesterday.", None)))
    assert (row["published_rule"], row["timexes"][-1]["value"]) == ("dateline", "2021-03-09")


def test_a_month_of_publication_anchors_nothing() -> None:
    (row,) = dated(articles(("a", "May 2020", "page_metadata", "He left yesterday.", None)))
    assert (row["published"], row["published_precision"]) == (None, "month")
    assert row["timexes"][0]["value"] == "XXXX-XX-XX"


def test_rows_do_not_depend_on_their_neighbours() -> None:
    rows = [
        ("a", "2021-01-27", "date_prefix", "It rained on Monday.", None),
        ("b", None, None, "It rained on Monday.", None),
        ("c", "2020-01-27", "date_prefix", "It rained on Monday and in May.", None),
    ]
    together = dated(articles(*rows))
    assert together == [row for one in rows for row in dated(articles(one))]
    assert together[::-1] == dated(articles(*rows[::-1]))


# --- The five real articles ------------------------------------------------------------------------------------------

PREFIX = re.compile(r"^\s*date (?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})\s+")
REAL = [
    ("000", "2020-09-13", {"Sunday": ["2020-09-13"], "13th Sep, 2020": ["2020-09-13"]}),
    ("001", "2021-01-27", {"yesterday": ["2021-01-26"], "Tuesday": ["2021-01-26"]}),
    ("002", "2021-04-29", {"Wednesday": ["2021-04-28", "2021-04-28"]}),
    (
        "003",
        None,
        {
            "January": ["XXXX-01"],
            "April": ["XXXX-04"],
            "May": ["XXXX-05"],
            "June": ["XXXX-06"],
            "December 31": ["XXXX-12-31"],
        },
    ),
    ("004", None, {}),
]


@pytest.mark.parametrize(("name", "published", "values"), REAL, ids=[name for name, _, _ in REAL])
def test_real_article(name: str, published: str | None, values: dict[str, list[str]]) -> None:
    files = sorted(SEEDS.glob(f"{name}_*.txt"))
    if not files:
        pytest.skip(f"the shared articles are not at {SEEDS}")
    text = files[0].read_text(encoding="utf-8")
    stated = None
    if prefix := PREFIX.match(text):
        stated, text = prefix["date"], text[prefix.end() :]
    (row,) = dated(articles((name, stated, "date_prefix" if stated else None, text, None)))
    assert (row["published"] and row["published"].isoformat()) == published
    found: dict[str, list[str]] = {}
    for timex in row["timexes"]:
        if re.fullmatch("[0-9]{4}-[0-9]{2}", timex["text"]) is None:
            found.setdefault(timex["text"], []).append(timex["value"])
        else:
            assert timex["fiscal"] is None
    assert found == values
