"""Signatures of a partition: rows, order, types, and values that must never change unseen."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pyarrow as pa
import pytest

from stages.dedupe import sign as sign_module
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import SIGNATURES
from stages.dedupe.sign import sign

ArticlesOf = Callable[[list[dict[str, Any]]], pa.Table]

STORY = (
    "Growers in the valley have begun to dry apricots on the roofs again, three weeks later than in other years, since "
    "the snow stayed long on the upper terraces and the bees came late."
)


def _sign(articles: pa.Table, params: DedupeParams) -> pa.Table:
    return sign(articles, articles, params)


def test_one_row_for_each_article_that_is_not_a_reject(articles_of: ArticlesOf) -> None:
    rows = [
        {"doc_id": "b", "text": STORY, "outlet": "Valley Post", "record": "7", "stated_date": "2021-06-01"},
        {"doc_id": "x", "text": None, "reject_code": "empty"},
        {"doc_id": "a", "text": "Roofs."},
    ]
    signed = _sign(articles_of(rows), DedupeParams())
    assert signed.schema.equals(SIGNATURES, check_metadata=True)
    assert signed["doc_id"].to_pylist() == ["b", "a"]
    assert signed["source"].to_pylist() == ["b.txt", "a.txt"]
    assert signed["record"].to_pylist() == ["7", None]
    assert signed["outlet"].to_pylist() == ["Valley Post", None]
    assert signed["published"].to_pylist() == [dt.date(2021, 6, 1), None]
    assert signed["words"].to_pylist() == [34, 1]


@pytest.mark.parametrize(
    "rows", [[], [{"doc_id": "x", "text": None, "reject_code": "empty"}]], ids=["no rows", "only rejects"]
)
def test_nothing_to_sign(articles_of: ArticlesOf, rows: list[dict[str, Any]]) -> None:
    signed = _sign(articles_of(rows), DedupeParams())
    assert len(signed) == 0
    assert signed.schema.equals(SIGNATURES, check_metadata=True)


def test_a_dateline_is_read_and_not_compared(articles_of: ArticlesOf) -> None:
    rows = [
        {"doc_id": "a", "text": f"GILGIT, June 1, 2021 (APP): {STORY}"},
        {"doc_id": "b", "text": STORY},
    ]
    signed = _sign(articles_of(rows), DedupeParams())
    assert signed["published"].to_pylist() == [dt.date(2021, 6, 1), None]
    assert len(set(signed["digest"].to_pylist())) == 1


def test_texts_too_short_to_be_near_have_no_bands(articles_of: ArticlesOf) -> None:
    params = DedupeParams(shingle_words=5, near_words=8, bands=3)
    texts = [" ".join(f"w{i}" for i in range(count)) for count in (0, 5, 7, 8, 9)]
    rows = [{"doc_id": str(place), "text": text} for place, text in enumerate(texts)]
    bands = _sign(articles_of(rows), params)["bands"].to_pylist()
    assert [len(keys) for keys in bands] == [0, 0, 0, 3, 3]
    single = DedupeParams(shingle_words=5, near_words=0, bands=3)
    assert [len(keys) for keys in _sign(articles_of(rows), single)["bands"].to_pylist()] == [0, 0, 3, 3, 3]


@pytest.mark.parametrize("block", [1, 100, 10_000])
def test_blocks_change_nothing(articles_of: ArticlesOf, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    texts = [STORY, "", "Roofs.", f"{STORY} {STORY}", "خوبانی چھتوں پر سوکھ رہی ہے", STORY]
    articles = articles_of([{"doc_id": str(place), "text": text} for place, text in enumerate(texts)])
    expected = _sign(articles, DedupeParams())
    monkeypatch.setattr(sign_module, "BLOCK_CHARACTERS", block)
    assert _sign(articles, DedupeParams()).equals(expected)


def test_signatures_stay_what_they_were(articles_of: ArticlesOf) -> None:
    """Other values are no error, but the signatures of a corpus must not change unless someone meant them to."""
    [row] = _sign(articles_of([{"doc_id": "a", "text": STORY}]), DedupeParams()).to_pylist()
    assert row["digest"].hex() == "b8159b4d47ef88268364f9efab55c8d0"
    assert row["bands"][:2] == [5001553218863750936, 7896871274849808942]
    assert row["shingles"][:3] == [146170832, 229170392, 234156798]
    assert len(row["bands"]) == 24
    assert len(row["shingles"]) == 30


def test_a_day_in_digits_is_read_as_its_outlet_writes_it(articles_of: ArticlesOf) -> None:
    orders = ("DMY", "MDY", None)
    rows = [{"doc_id": str(order), "text": STORY, "stated_date": "5/6/2021", "date_order": order} for order in orders]
    days = [dt.date(2021, 6, 5), dt.date(2021, 5, 6), None]
    assert _sign(articles_of(rows), DedupeParams())["published"].to_pylist() == days
