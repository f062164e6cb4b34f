"""Decisions set beside the articles of a partition."""

from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from stages.dedupe.apply import apply
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import DECISIONS, TABLE

ArticlesOf = Callable[[list[dict[str, Any]]], pa.Table]

SLICE = pa.schema([field for field in DECISIONS if field.name != "partition"])
SURVIVOR = {"doc_id": "c", "cluster_id": "c", "duplicates": 1, "outlets": 2}
FOLDED = {
    "doc_id": "a",
    "cluster_id": "c",
    "duplicate_of": "c",
    "kind": "near",
    "similarity": 0.875,
    "containment": 0.9,
    "changed": 1,
    "rule": "longest",
    "duplicates": 0,
    "outlets": 0,
}
NO_OUTLETS = pa.table({})  # nothing of them is read
ALONE = dict.fromkeys(TABLE.names) | {"duplicates": 0, "outlets": 0}


def slice_of(rows: list[dict[str, Any]]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=SLICE)


def test_rows_of_the_articles_in_their_order(articles_of: ArticlesOf) -> None:
    articles = articles_of(
        [
            {"doc_id": "b", "text": "x", "outlet": "Gazette"},
            {"doc_id": "c", "text": "x"},
            {"doc_id": "r", "reject_code": "empty"},
            {"doc_id": "a", "text": "x"},
        ]
    )
    table = apply(articles, articles, slice_of([FOLDED, SURVIVOR]), DedupeParams())
    assert table.schema.equals(TABLE, check_metadata=True)
    assert table.to_pylist() == [ALONE | {"doc_id": "b", "outlets": 1}, ALONE | SURVIVOR, FOLDED]


def test_no_decisions(articles_of: ArticlesOf) -> None:
    table = apply(articles_of([{"doc_id": "b", "text": "x"}]), NO_OUTLETS, slice_of([]), DedupeParams())
    assert table.schema.equals(TABLE, check_metadata=True)
    assert table.to_pylist() == [ALONE | {"doc_id": "b"}]


@pytest.mark.parametrize("rows", [[], [{"doc_id": "r", "reject_code": "empty"}]], ids=["no rows", "only rejects"])
def test_no_articles(articles_of: ArticlesOf, rows: list[dict[str, Any]]) -> None:
    table = apply(articles_of(rows), NO_OUTLETS, slice_of([]), DedupeParams())
    assert table.schema.equals(TABLE, check_metadata=True)
    assert len(table) == 0


def test_a_decision_on_an_article_from_elsewhere(articles_of: ArticlesOf) -> None:
    with pytest.raises(ValueError, match="c among 1"):
        apply(articles_of([{"doc_id": "a", "text": "x"}]), NO_OUTLETS, slice_of([FOLDED, SURVIVOR]), DedupeParams())
