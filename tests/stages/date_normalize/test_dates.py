"""The step from a table of articles to a table of dates."""

import datetime as dt
from typing import Any

import pyarrow as pa
import pytest

from stages.clean.schema import STATED_DATES_TYPE
from stages.date_normalize import STAGE
from stages.date_normalize.dates import run
from stages.date_normalize.params import DateNormalizeParams
from stages.date_normalize.schema import DATES, SOURCE

#: What is read of ``clean.outlets`` stands in the same table here, which is then given for both.
ARTICLES = pa.schema(
    [
        pa.field("doc_id", pa.string()),
        pa.field("stated_dates", STATED_DATES_TYPE),
        pa.field("url", pa.string()),
        pa.field("text", pa.large_string()),
        pa.field("reject_code", pa.string()),
        pa.field("country", pa.string()),
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
            | {"rule": "dateline", "text": text[:24], "where": "text", "start": 0, "end": 24, "precision": "day"}
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
                "alternatives": None,
                "mod": None,
                "begin": dt.date(2021, 3, 10),
                "finish": dt.date(2021, 3, 10),
                "fiscal": None,
                "fiscal_source": None,
                "anchor": "2021-03-10",
                "rule": "month_day",
            },
            {
                "start": 43,
                "end": 56,
                "text": "Tuesday night",
                "type": "TIME",
                "value": "2021-03-09TNI",
                "alternatives": None,
                "mod": None,
                "begin": dt.date(2021, 3, 9),
                "finish": dt.date(2021, 3, 9),
                "fiscal": None,
                "fiscal_source": None,
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


def test_today_is_the_day_of_a_dateline_shortly_before_publication() -> None:
    text = "LAHORE, March 9 (APP) - The dam opened today, two years after yesterday."
    rows = dated(
        articles(
            ("near", "2021-03-10", "record_published", text, None),
            ("far", "2021-03-20", "record_published", text, None),
        )
    )
    today = [next(timex["value"] for timex in row["timexes"] if timex["text"] == "today") for row in rows]
    assert today == ["2021-03-09", "2021-03-20"]
    assert [row["published"].day for row in rows] == [10, 20]


@pytest.mark.parametrize(
    ("order", "value", "alternatives"),
    [("DMY", "2021-06-05", None), ("MDY", "2021-05-06", None), (None, None, ["2021-06-05", "2021-05-06"])],
)
def test_a_date_in_digits_is_read_in_the_order_of_the_outlet(
    order: str | None, value: str | None, alternatives: list[str] | None
) -> None:
    table = articles(("a", None, None, "An order of 5/6/2021 was shown.", None))
    table = table.set_column(table.schema.get_field_index("date_order"), "date_order", pa.array([order], pa.string()))
    (timex,) = dated(table)[0]["timexes"]
    assert (timex["value"], timex["alternatives"]) == (value, alternatives)
    assert (timex["begin"] is None) == (value is None)


@pytest.mark.parametrize(
    ("text", "outlet", "fiscal", "source"),
    [
        ("LAHORE, March 10 (APP) - Sales in FY20 fell.", "IN", "PK FY2019-20", "dateline"),
        ("Sales in FY20 fell.", "IN", "IN FY2019-20", "outlet"),
        ("LAHORE, March 10 (APP) - India's sales in FY20 fell.", "PK", "IN FY2019-20", "sentence"),
        ("A day in Pakistan ended. Sales in FY20 fell.", None, "PK FY2019-20", "text"),
        ("Sales in FY20 fell.", None, "FY2020", None),
    ],
)
def test_what_says_whose_fiscal_year_is_meant_is_recorded(
    text: str, outlet: str | None, fiscal: str, source: str | None
) -> None:
    table = articles(("a", "2021-03-10", "record_published", text, None))
    table = table.set_column(table.schema.get_field_index("country"), "country", pa.array([outlet], pa.string()))
    timex = next(timex for timex in dated(table)[0]["timexes"] if timex["text"] == "FY20")
    assert (timex["fiscal"], timex["fiscal_source"]) == (fiscal, source)
