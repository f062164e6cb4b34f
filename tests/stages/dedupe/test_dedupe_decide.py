"""Decisions on a whole corpus: cases as data, a slow twin in plain Python, and what must hold whatever comes in."""

import datetime as dt
import gzip
import json
import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.decide import decide
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged
from stages.dedupe.schema import DECISIONS, SIGNATURES

Row = dict[str, Any]
SignaturesOf = Callable[[Mapping[str, Iterable[Row]], DedupeParams], pa.Table]
ShinglesOf = Callable[[str, int], set[tuple[str, ...]]]

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("pairs.toml").read_text(encoding="utf-8"))
CORPUS = Path(__file__).parents[4] / "shared" / "corpora" / "the-news-express-tribune-2025.jsonl.gz"

#: A pair of similarity 0.6 is missed once in 10 ** 25 times, so that no example fails by the chance of MinHash.
SURE = DedupeParams(shingle_words=2, near_words=0, bands=64, rows=1, threshold=0.6)


# --- cases


def article(name: str, side: dict[str, str]) -> Row:
    text = side.get("plain") or CASES["texts"][side["text"]].replace("{}", side["with"])
    if "twice" in side:
        text += CASES["texts"][side["twice"]]
    return {
        "doc_id": name,
        "text": side.get("before", "") + text + side.get("after", ""),
        "stated_date": side.get("date"),
    }


@pytest.mark.parametrize("case", [pytest.param(case, id=case["name"]) for case in CASES["pairs"]])
def test_what_becomes_of_a_pair(signatures_of: SignaturesOf, case: dict[str, Any]) -> None:
    rows = {name: article(name, case[name]) for name in "ab"}
    decided = {
        row["doc_id"]: row
        for row in decide(signatures_of({"p": rows.values()}, DedupeParams()), DedupeParams()).to_pylist()
    }
    if case["kind"] == "none":
        assert decided == {}
        return
    survivor = case["survivor"]
    folded = decided[{"a": "b", "b": "a"}[survivor]]
    assert decided[survivor] == {
        "partition": "p",
        "doc_id": survivor,
        "cluster_id": survivor,
        "duplicate_of": None,
        "kind": None,
        "similarity": None,
        "rule": None,
        "duplicates": 1,
    }
    assert (folded["cluster_id"], folded["duplicate_of"], folded["duplicates"]) == (survivor, survivor, 0)
    assert (folded["kind"], folded["rule"]) == (case["kind"], case["rule"])
    assert (folded["similarity"] == 1.0) == (case["kind"] == "exact")


def test_a_copy_of_a_folded_text_is_near_the_survivor(signatures_of: SignaturesOf) -> None:
    canal = CASES["texts"]["canal"]
    rows = [
        {"doc_id": "first", "text": canal.replace("{}", "nine miles"), "stated_date": "2021-03-01"},
        {"doc_id": "second", "text": canal.replace("{}", "ten miles"), "stated_date": "2021-03-02"},
        {"doc_id": "third", "text": canal.replace("{}", "ten miles").upper(), "stated_date": "2021-03-03"},
    ]
    decided = decide(signatures_of({"p": rows}, DedupeParams()), DedupeParams())
    assert decided["cluster_id"].to_pylist() == ["first"] * 3
    assert decided["kind"].to_pylist() == [None, "near", "near"]
    assert decided["duplicates"].to_pylist() == [2, 0, 0]
    _, a, b = decided["similarity"].to_pylist()
    assert a == b < 1


def test_rows_of_one_source_stand_in_the_order_of_their_records(signatures_of: SignaturesOf) -> None:
    story = CASES["texts"]["library"]
    rows = [
        {"doc_id": "a", "source": "batch.jsonl", "record": "r2", "text": story},
        {"doc_id": "b", "source": "batch.jsonl", "record": "r1", "text": story},
        {"doc_id": "c", "source": "a.txt", "text": story},
    ]
    decided = decide(signatures_of({"p": rows}, DedupeParams()), DedupeParams())
    assert decided["cluster_id"].to_pylist() == ["c"] * 3
    without = decide(signatures_of({"p": rows[:2]}, DedupeParams()), DedupeParams())
    assert without["cluster_id"].to_pylist() == ["b"] * 2


def test_a_family_larger_than_the_limit_is_still_one_story(signatures_of: SignaturesOf) -> None:
    canal = CASES["texts"]["canal"]
    params = DedupeParams(bucket_limit=1)
    rows = [{"doc_id": f"{place:03}", "text": canal.replace("{}", f"mile {place}")} for place in range(200)]
    decided = decide(signatures_of({"p": rows}, params), params)
    assert set(decided["cluster_id"].to_pylist()) == {"000"}
    assert decided["duplicates"].to_pylist()[0] == 199


@pytest.mark.parametrize("chunks", [0, 1, 3])
def test_no_signatures(chunks: int) -> None:
    schema = pa.schema([pa.field("partition", pa.string(), nullable=False), *SIGNATURES])
    empty = pa.Table.from_batches([pa.RecordBatch.from_pylist([], schema=schema)] * chunks, schema)
    decided = decide(empty, DedupeParams())
    assert len(decided) == 0
    assert decided.schema.equals(DECISIONS, check_metadata=True)


# --- properties

WORDS = [f"w{number}" for number in range(8)]
DATES = [None, "2021-03-01", "2021-03-02"]


@st.composite
def corpora(draw: st.DrawFn) -> list[Row]:
    """Draw articles of few words, so that copies, near copies and chains of them are common."""
    bases = draw(st.lists(st.lists(st.sampled_from(WORDS), max_size=9), min_size=1, max_size=3))
    rows = []
    for number in range(draw(st.integers(0, 9))):
        words = list(draw(st.sampled_from(bases)))
        for _ in range(draw(st.integers(0, 2))):
            place = draw(st.integers(0, len(words)))
            words[place : place + draw(st.integers(0, 1))] = draw(st.lists(st.sampled_from(WORDS), max_size=2))
        # The key does not follow the order of the rows, and several rows share a source.
        source = draw(st.sampled_from(["a.jsonl", "b.jsonl"]))
        row = {"doc_id": f"d{number}", "source": source, "record": f"r{9 - number}", "text": " ".join(words)}
        rows.append(row | {"stated_date": draw(st.sampled_from(DATES))})
    return rows


def twin(rows: list[Row], shingles_of: ShinglesOf, params: DedupeParams) -> list[Row]:
    """Decide as the documentation says it, article by article."""

    def rank(row: Row) -> tuple[Any, ...]:
        date = dt.date.fromisoformat(row["stated_date"]) if row["stated_date"] else dt.date.max
        return (date, -len(row["text"].split()), row["source"], row["record"], row["doc_id"])

    def similarity(a: Row, b: Row) -> float | None:
        words = (a["text"].split(), b["text"].split())
        if words[0] == words[1]:
            return 1.0 if words[0] else None
        if min(map(len, words)) < max(params.near_words, params.shingle_words + 1):
            return None
        one, other = (shingles_of(row["text"], params.shingle_words) for row in (a, b))
        value = len(one & other) / len(one | other)
        return value if value >= params.threshold else None

    ordered = sorted(rows, key=rank)
    decided: dict[str, Row] = {}
    for place, survivor in enumerate(ordered):
        if survivor["doc_id"] in decided:
            continue
        folded = [
            (row, value)
            for row in ordered[place + 1 :]
            if row["doc_id"] not in decided and (value := similarity(survivor, row)) is not None
        ]
        if not folded:
            continue
        head = {"doc_id": survivor["doc_id"], "cluster_id": survivor["doc_id"], "duplicates": len(folded)}
        decided[survivor["doc_id"]] = dict.fromkeys(DECISIONS.names[1:]) | head
        for row, value in folded:
            names = ("earliest", "longest", "first_key")
            ranks = zip(names, rank(row), rank(survivor), strict=False)
            decided[row["doc_id"]] = {
                "doc_id": row["doc_id"],
                "cluster_id": survivor["doc_id"],
                "duplicate_of": survivor["doc_id"],
                "kind": "exact" if row["text"] == survivor["text"] else "near",
                "similarity": round(value, 4),
                "rule": next((name for name, a, b in ranks if a != b), "first_key"),
                "duplicates": 0,
            }
    return sorted(decided.values(), key=lambda row: row["doc_id"])


def decided_rows(signatures: pa.Table) -> list[Row]:
    decided = decide(signatures, SURE)
    assert decided.schema.equals(DECISIONS, check_metadata=True)
    rows: list[Row] = decided.drop_columns(["partition"]).to_pylist()
    return sorted(rows, key=lambda row: row["doc_id"])


@settings(deadline=None)
@given(rows=corpora())
def test_decides_as_the_slow_twin(signatures_of: SignaturesOf, shingles_of: ShinglesOf, rows: list[Row]) -> None:
    assert decided_rows(signatures_of({"p": rows}, SURE)) == twin(rows, shingles_of, SURE)


@settings(deadline=None)
@given(rows=corpora(), data=st.data())
def test_order_and_partitions_change_nothing(signatures_of: SignaturesOf, rows: list[Row], data: st.DataObject) -> None:
    expected = decided_rows(signatures_of({"p": rows}, SURE))
    laid_out: dict[str, list[Row]] = {}
    for row in data.draw(st.permutations(rows)):
        laid_out.setdefault(data.draw(st.sampled_from("xyz")), []).append(row)
    signatures = signatures_of(laid_out, SURE)
    assert decided_rows(signatures) == expected
    shuffled = signatures.take(data.draw(st.permutations(range(len(rows))).map(lambda p: pa.array(p, pa.int64()))))
    assert decide(shuffled, SURE).equals(decide(signatures, SURE))


@settings(deadline=None, max_examples=50)
@given(rows=corpora(), data=st.data())
def test_each_row_keeps_its_partition_and_rows_are_sorted(
    signatures_of: SignaturesOf, rows: list[Row], data: st.DataObject
) -> None:
    laid_out: dict[str, list[Row]] = {}
    for row in rows:
        laid_out.setdefault(data.draw(st.sampled_from("zyx")), []).append(row)
    decided = decide(signatures_of(laid_out, SURE), SURE)
    found = list(zip(decided["partition"].to_pylist(), decided["doc_id"].to_pylist(), strict=True))
    assert found == sorted(found)
    assert set(found) <= {(name, row["doc_id"]) for name, members in laid_out.items() for row in members}


@settings(deadline=None)
@given(rows=corpora())
def test_without_a_survivor_as_from_nothing(
    signatures_of: SignaturesOf, shingles_of: ShinglesOf, rows: list[Row]
) -> None:
    signatures = signatures_of({"p": rows}, SURE)
    for survivor in {row["cluster_id"] for row in decided_rows(signatures)}:
        left = signatures.filter(pa.array([name != survivor for name in signatures["doc_id"].to_pylist()]))
        assert decided_rows(left) == twin([row for row in rows if row["doc_id"] != survivor], shingles_of, SURE)


@settings(deadline=None, max_examples=50)
@given(rows=corpora().filter(len))
def test_a_late_original_takes_its_cluster(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    late = rows[-1] | {"doc_id": "late", "record": "late", "stated_date": "1999-01-01"}
    decided = {row["doc_id"]: row for row in decided_rows(signatures_of({"p": rows, "q": [late]}, SURE))}
    if rows[-1]["text"]:
        assert decided[rows[-1]["doc_id"]]["duplicate_of"] == "late"
        assert decided["late"]["duplicate_of"] is None
    else:
        assert "late" not in decided


@settings(deadline=None, max_examples=50)
@given(rows=corpora())
def test_survivors_are_no_copies_of_one_another(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    decided = decided_rows(signatures_of({"p": rows}, SURE))
    folded = {row["doc_id"] for row in decided if row["duplicate_of"]}
    assert decided_rows(signatures_of({"p": [row for row in rows if row["doc_id"] not in folded]}, SURE)) == []


@settings(deadline=None, max_examples=50)
@given(rows=corpora())
def test_counts_add_up(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    decided = decided_rows(signatures_of({"p": rows}, SURE))
    folded = [row["duplicate_of"] for row in decided if row["duplicate_of"]]
    counted = {row["doc_id"]: row["duplicates"] for row in decided if not row["duplicate_of"]}
    assert counted == {name: folded.count(name) for name in counted}
    assert set(folded) == set(counted)


# --- a real corpus


@pytest.mark.skipif(not CORPUS.exists(), reason=f"needs {CORPUS.name} beside the project")
def test_finds_every_near_pair_of_a_real_corpus(signatures_of: SignaturesOf) -> None:
    with gzip.open(CORPUS, "rt", encoding="utf-8") as file:
        records = [json.loads(line) for line in file]
    rows = [{"doc_id": record["id"], "text": record["text"]} for record in records]
    params = DedupeParams()
    signatures = signatures_of({"p": rows}, params)
    names = signatures["doc_id"].to_pylist()
    lengths = np.array([len(keys) for keys in signatures["bands"].to_pylist()])
    sets = Ragged.of_arrow(signatures["shingles"])
    brute = {frozenset((names[a], names[b])) for a, b in similar(sets, np.flatnonzero(lengths), params.threshold)}
    decided = decide(signatures, params).to_pylist()
    for row in decided:
        if row["kind"] == "near":
            assert frozenset((row["doc_id"], row["duplicate_of"])) in brute
    survivors = set(names) - {row["doc_id"] for row in decided if row["duplicate_of"]}
    assert [pair for pair in brute if pair <= survivors] == []


def similar(sets: Ragged, rows: np.ndarray, threshold: float) -> Iterable[tuple[int, int]]:
    """Return all pairs of rows over the threshold, by counting shared values through an inverted index."""
    sets = sets.take(rows)
    owner = np.repeat(np.arange(len(rows)), sets.lengths)
    values, ids = np.unique(sets.values, return_inverse=True)
    posted = owner[np.argsort(ids, kind="stable")]
    starts = np.searchsorted(np.sort(ids), np.arange(len(values) + 1))
    for row in range(len(rows)):
        mine = ids[sets.offsets[row] : sets.offsets[row + 1]]
        parts = [posted[starts[one] : starts[one + 1]] for one in mine.tolist()]
        shared = np.bincount(np.concatenate(parts), minlength=len(rows))
        similarity = shared / (sets.lengths[row] + sets.lengths - shared)
        for other in np.flatnonzero(similarity >= threshold).tolist():
            if other > row:
                yield int(rows[row]), int(rows[other])
