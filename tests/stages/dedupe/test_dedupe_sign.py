"""Signatures of a partition: rows, order, types, and values that must never change unseen."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pytest

from stages.dedupe import tokens, words
from stages.dedupe.minhash import band_keys
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.schema import SIGNATURES, SLICES
from stages.dedupe.shingles import shingle_sets
from stages.dedupe.sign import sign
from stages.dedupe.winnow import fingerprints

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
    texts = [" ".join(f"w{i}x" for i in range(count)) for count in (0, 1, 3, 4, 7, 8, 9)]
    articles = articles_of([{"doc_id": str(place), "text": text} for place, text in enumerate(texts)])
    # A letter, a digit and a letter are three words.
    for near_words, nulls in ((24, 5), (12, 3), (0, 2)):
        signed = _sign(articles, DedupeParams(near_words=near_words, bands=16))
        for number in range(SLICES):
            lengths = [None] * nulls + [8] * (len(texts) - nulls)
            assert [None if keys is None else len(keys) for keys in signed[f"bands_{number}"].to_pylist()] == lengths
    single = _sign(articles, DedupeParams(near_words=0, shingle_words=9, bands=16))
    assert single["bands_0"].null_count == 3


def test_bands_are_cut_in_order(articles_of: ArticlesOf) -> None:
    params = DedupeParams(bands=32)
    articles = articles_of([{"doc_id": "a", "text": STORY}, {"doc_id": "b", "text": f"{STORY} {STORY}"}])
    signed = _sign(articles, params)
    keys = band_keys(shingle_sets(tokens.of_column(signed["tokens"]), params.shingle_words), params.bands, params.rows)
    for number in range(SLICES):
        part = Ragged.of_binary(signed[f"bands_{number}"], np.uint32)
        assert part.values.reshape(-1, 4).tolist() == keys[:, number * 4 : number * 4 + 4].tolist()


def test_fingerprints_of_all_slices_are_those_of_the_text(articles_of: ArticlesOf) -> None:
    params = DedupeParams(print_window=4)
    signed = _sign(articles_of([{"doc_id": "a", "text": STORY}, {"doc_id": "b", "text": "Roofs."}]), params)
    expected = fingerprints(tokens.of_column(signed["tokens"]), params.print_words, params.print_window)
    slices = [Ragged.of_binary(signed[f"prints_{number}"], np.uint32) for number in range(SLICES)]
    assert [value for part in slices for value in part.values.tolist()] == expected.values.tolist()
    assert len(expected.values) > SLICES


def test_tokens_are_the_words(articles_of: ArticlesOf) -> None:
    signed = _sign(articles_of([{"doc_id": "a", "text": STORY}, {"doc_id": "b", "text": ""}]), DedupeParams())
    expected = words.read([STORY, ""])
    assert tokens.of_column(signed["tokens"]).values.tolist() == expected.tokens().values.tolist()
    assert tokens.of_column(signed["tokens"]).lengths.tolist() == signed["words"].to_pylist() == [34, 0]


def test_identity_sees_classes_and_digest_does_not(articles_of: ArticlesOf) -> None:
    texts = [STORY, STORY.upper(), STORY.replace("bees", "Bees"), f"{STORY} Late.", "", "", "late", "Late", "late late"]
    rows = [{"doc_id": str(place), "text": text} for place, text in enumerate(texts)]
    signed = _sign(articles_of(rows), DedupeParams())
    a, capitals, name, longer, *_ = signed["identity"].to_pylist()
    assert a == capitals
    assert len({a, name, longer}) == 3
    assert len(set(signed["identity"].to_pylist()[4:])) == 3
    digests = signed["digest"].to_pylist()
    assert digests[0] == digests[1] == digests[2] != digests[3]


def test_what_stands_beside_the_text(articles_of: ArticlesOf) -> None:
    rows = [
        {
            "doc_id": "a",
            "text": STORY,
            "title": "UPDATE 2-Apricots",
            "stated_date": "2021-06-01T10:00:00+05:00",
            "rank": 3,
        },
        {"doc_id": "x", "text": None, "reject_code": "empty", "rank": 1},
        {"doc_id": "b", "text": f"Correction: {STORY}", "stated_date": "2021-06-01"},
    ]
    signed = _sign(articles_of(rows), DedupeParams())
    assert signed["revision"].to_pylist() == [2, 1]
    assert signed["rank"].to_pylist() == [3, None]
    assert signed["moment"].to_pylist() == [dt.datetime(2021, 6, 1, 5, tzinfo=dt.UTC), None]


@pytest.mark.parametrize("block", [1, 100, 10_000])
def test_blocks_change_nothing(articles_of: ArticlesOf, monkeypatch: pytest.MonkeyPatch, block: int) -> None:
    texts = [STORY, "", "Roofs.", f"{STORY} {STORY}", "خوبانی چھتوں پر سوکھ رہی ہے", STORY]
    articles = articles_of([{"doc_id": str(place), "text": text} for place, text in enumerate(texts)])
    expected = _sign(articles, DedupeParams())
    monkeypatch.setattr(words, "BLOCK_CHARACTERS", block)
    assert _sign(articles, DedupeParams()).equals(expected)


def test_a_signature_depends_on_its_article_alone(articles_of: ArticlesOf) -> None:
    rows = [{"doc_id": str(place), "text": STORY[place:]} for place in range(0, len(STORY), 7)]
    together = _sign(articles_of(rows), DedupeParams())
    apart = pa.concat_tables([_sign(articles_of([row]), DedupeParams()) for row in rows])
    assert together.equals(apart)


def test_signatures_stay_what_they_were(articles_of: ArticlesOf) -> None:
    """Other values are no error, but the signatures of a corpus must not change unless someone meant them to."""
    [row] = _sign(articles_of([{"doc_id": "a", "text": STORY}]), DedupeParams()).to_pylist()
    assert row["digest"].hex() == "058cc95b2ac607ac08475328988206e1"
    assert row["identity"] == 17598603359522176724
    assert row["tokens"][:8].hex() == "0c07ac89146d7d4a"
    assert row["bands_0"][:8].hex() == "48a43e02603b2e86"
    assert row["bands_7"][-8:].hex() == "cd59b61a0d12fb5b"
    assert row["prints_0"].hex() == "7f91b313"
    assert len(row["tokens"]) == 4 * 34
    assert len(row["bands_0"]) == 4 * 8


def test_a_day_in_digits_is_read_as_its_outlet_writes_it(articles_of: ArticlesOf) -> None:
    orders = ("DMY", "MDY", None)
    rows = [{"doc_id": str(order), "text": STORY, "stated_date": "5/6/2021", "date_order": order} for order in orders]
    days = [dt.date(2021, 6, 5), dt.date(2021, 5, 6), None]
    assert _sign(articles_of(rows), DedupeParams())["published"].to_pylist() == days
