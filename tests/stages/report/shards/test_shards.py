import json
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stages.report.params import ReportParams
from stages.report.shards import lists
from stages.report.shards.articles import articles
from stages.report.shards.kinds import KINDS, kinds
from stages.report.shards.make import make
from stages.report.shards.rows import Table, last_before
from stages.report.shards.script import line, script, values
from tests.support.page import Story, day, table

TEXTS = st.text(st.characters(codec="utf-8"))

STORY = Story("1" * 20, "Sales rose to $2 billion. They fell.\nThe rest 🙂 is silence.", {"outlet": "Lamp"})
STORY.mark("amounts", "$2 billion", kind="money", value_low=2_000_000_000, value_high=2_000_000_000, currency="USD")
OTHER = Story("2" * 20, "Nothing.", {"title": "Untold", "published": day("2021-05-06")})


def called(data: bytes) -> Any:
    text = data.decode()
    assert text.startswith("khabar.shard(")
    assert text.endswith(");\n")
    return json.loads(text[len("khabar.shard(") : -len(");\n")])


def documents(*stories: Story) -> pa.Table:
    return table("documents", [row for story in stories for row in story.rows("documents")])


def made(*stories: Story, **rows: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("duplicates", "sentences", "timexes", "amounts", "mentions", "quotes", "figures", "removed")
    tables = [
        table(name, [row for story in stories for row in story.rows(name)] + rows.get(name, [])) for name in names
    ]
    return {kind: called(data) for kind, data in make(documents(*stories), *tables, ReportParams()).items()}


@given(
    st.recursive(
        TEXTS | st.integers(-(2**53), 2**53) | st.none(), lambda inner: st.lists(inner) | st.dictionaries(TEXTS, inner)
    )
)
def test_a_shard_is_one_call_with_json(value: Any) -> None:
    data = script(value)
    assert called(data) == value
    # It is one line: nothing in a text ends the statement or the line.
    assert data.count(b"\n") == 1


@given(TEXTS, st.integers(1, 200))
def test_a_line_is_one_line_and_no_longer_than_asked(text: str, longest: int) -> None:
    told = line(text, longest)
    assert len(told) <= longest + 1
    assert not {"\n", "\t", "\r"} & set(told)
    if len(text) <= longest:
        assert told == " ".join(text.split()) or told.split() == text.split()


def test_days_and_moments_are_as_iso_8601_has_them() -> None:
    days = pa.chunked_array([pa.array(["2021-05-06", None]).cast(pa.date32())])
    moments = pa.array(["2021-07-19T12:20:00Z", "2021-07-19T12:20:00.5Z", None]).cast(pa.timestamp("us", "UTC"))
    assert values(days) == ["2021-05-06", None]
    assert values(pa.chunked_array([moments])) == ["2021-07-19T12:20:00Z", "2021-07-19T12:20:00.500000Z", None]


def test_an_article_has_its_rows_and_its_facts() -> None:
    found = made(STORY, OTHER)["articles"]
    article = found["articles"][STORY.doc_id]
    assert article["text"] == STORY.text
    facts = dict(zip(found["columns"]["facts"], article["facts"], strict=True))
    assert facts["outlet"] == "Lamp"
    assert facts["published"] is None
    (amount,) = (dict(zip(found["columns"]["amounts"], row, strict=True)) for row in article["amounts"])
    assert (amount["start"], amount["value_low"], amount["currency"]) == (14, 2_000_000_000, "USD")
    assert "text" not in amount
    assert "amounts" not in found["articles"][OTHER.doc_id]


def test_columns_that_a_table_gets_later_are_shown_too() -> None:
    story = Story("3" * 20, "Exports reached 5 units.").mark(
        "figures", "5", indicator="exports", kind="actual", value_low=5, value_high=5, measure="level"
    )
    found = made(story)
    assert "measure" in found["articles"]["columns"]["figures"]
    assert "measure" in found["figures"]["columns"]


def test_dropped_passages_stand_where_they_stood() -> None:
    sentences = Table(table("sentences", [
        {"doc_id": "a", "start": 0, "end": 10, "raw_start": 5, "raw_end": 15},
        {"doc_id": "a", "start": 11, "end": 20, "raw_start": 40, "raw_end": 49},
        {"doc_id": "a", "start": 21, "end": 30, "raw_start": None, "raw_end": None},
    ]))  # fmt: skip
    removed = Table(table("removed", [
        {"doc_id": "a", "raw_start": at, "raw_end": at + 1, "reason": "made", "text": "x"} for at in (0, 20, 44, 99)
    ]))  # fmt: skip
    story = Story("a", "x" * 30)
    tables = {name: Table(table(name, [])) for name in ("timexes", "amounts", "mentions", "quotes", "figures")}
    found = articles(Table(documents(story)), tables, sentences, removed)
    assert [passage[0] for passage in found["articles"]["a"]["removed"]] == [0, 10, 15, 20]


PLACES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 9)), max_size=12)


@given(PLACES, PLACES)
def test_the_last_row_before_a_place_is_of_the_same_article(
    rows: list[tuple[int, int]], asked: list[tuple[int, int]]
) -> None:
    columns = (np.array(rows, np.int64).reshape(-1, 2), np.array(asked, np.int64).reshape(-1, 2))
    found = last_before(*columns[0].T, *columns[1].T)
    expected = [
        max(
            (at for at, row in enumerate(rows) if row[0] == article and row[1] <= place),
            key=lambda at: (rows[at][1], at),
            default=-1,
        )
        for article, place in asked
    ]
    assert found.tolist() == expected


def test_rows_of_an_article_that_are_parted_are_refused() -> None:
    rows = [{"doc_id": doc_id, "start": 0, "end": 1, "raw_start": 0, "raw_end": 1} for doc_id in "aba"]
    with pytest.raises(ValueError, match="follow one another"):
        _ = Table(table("sentences", rows)).bounds


def test_titles_say_what_is_stated_and_why_there_is_no_day() -> None:
    copy = {
        "doc_id": "c",
        "duplicate_of": OTHER.doc_id,
        "title": None,
        "outlet": "B",
        "kind": "near",
        "similarity": 0.87654,
    }
    found = made(STORY, OTHER, duplicates=[copy])["titles"]
    assert found["title"] == ["Sales rose to $2 billion. They fell.", "Untold"]
    assert found["untitled"] == [0]
    assert found["day"] == [None, "2021-05-06"]
    assert found["undated"] == {"values": ["not_stated"], "at": [0, -1]}
    assert found["outlet"] == {"values": ["Lamp"], "at": [0, -1]}
    assert found["copies"]["of"] == [OTHER.doc_id]
    assert found["copies"]["similarity"] == [0.877]


def test_a_figure_has_its_sentence() -> None:
    figure = {
        "doc_id": STORY.doc_id,
        "start": 14,
        "end": 24,
        "indicator": "sales",
        "kind": "actual",
        "value_low": 1,
        "value_high": 2,
    }
    around = Table(table("sentences", STORY.rows("sentences")))
    for more, told in (
        ({}, "Sales rose to $2 billion"),
        ({"sentence_start": 0, "sentence_end": 35}, "Sales rose to $2 billion. They fell"),
        ({"start": 14, "end": 30}, "$2 billion. They"),  # across two sentences: it alone
    ):
        found = lists.figures(Table(documents(STORY)), Table(table("figures", [figure | more])), around)
        row = dict(zip(found["columns"], found["figures"][0], strict=True))
        assert row["sentence"] == told
        assert STORY.text[row["from"] :].startswith(told)
        assert found["articles"][row["article"]][0] == STORY.doc_id


def test_names_are_followed_by_entity_or_by_spelling() -> None:
    story = Story("4" * 20, "Amna Beg met Ms Beg and the  Board. She said so.")
    story.mark("mentions", "Amna Beg", type="PERSON", entity_id="e1").mark(
        "mentions", "Ms Beg", type="PERSON", entity_id="e1"
    )
    story.mark("mentions", "the  Board", type="ORG").mark("quotes", "so", kind="indirect", speaker_id="e1")
    found = made(story)["names"]
    assert found["named"] == [["ORG the Board", [0, 1]], ["e1", [0, 2]]]
    assert found["said"] == [["e1", [0, 1]]]


def test_only_what_there_is_has_a_shard() -> None:
    assert set(made(STORY)) == {"articles", "titles"}
    assert made() == {}
    empty = {name: table(name, []) for name in ("documents", "duplicates", "mentions", "figures")}
    assert kinds(**empty) == []
    assert set(KINDS) == {"articles", "titles", "figures", "names"}
