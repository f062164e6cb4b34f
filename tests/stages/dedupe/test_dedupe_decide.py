"""Decisions on a whole corpus: cases as data, a slow twin in plain Python, and what must hold whatever comes in."""

import tomllib
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.rows import TableRows
from stages.dedupe import decide as module
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import DECISIONS, SIGNATURES
from tests.stages.dedupe.decide_twin import TITLES, Twin

Row = dict[str, Any]
SignaturesOf = Callable[[Mapping[str, Iterable[Row]], DedupeParams], pa.Table]

CASES = tomllib.loads(Path(__file__).with_name("cases").joinpath("pairs.toml").read_text(encoding="utf-8"))

#: A pair of similarity 0.24 is missed once in a million times, so that no example fails by the chance of MinHash.
#: Titles are no part of the texts.
SURE = DedupeParams(
    shingle_words=2, near_words=0, bands=256, rows=2, threshold=0.6, update_days=2, notice_words=0, corrected=0.8
)


def decide(signatures: pa.Table, params: DedupeParams) -> pa.Table:
    """Decide, and decide again with what was remembered."""
    rows = TableRows(signatures)
    decided = module.decide(rows, None, params)
    again = module.decide(rows, decided.memory, params)
    assert again.decisions.equals(decided.decisions)
    assert again.memory.equals(decided.memory)
    assert decided.decisions.schema.equals(DECISIONS, check_metadata=True)
    return decided.decisions


# --- cases


def article(name: str, side: dict[str, str]) -> Row:
    text = side.get("plain") or CASES["texts"][side["text"]].replace("{}", side["with"])
    if "twice" in side:
        text += CASES["texts"][side["twice"]]
    return {
        "doc_id": name,
        "text": side.get("before", "") + text + side.get("after", ""),
        "stated_date": side.get("date"),
        "title": side.get("title"),
        "outlet": side.get("outlet"),
        "rank": side.get("rank"),
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
        "containment": None,
        "changed": None,
        "rule": None,
        "duplicates": 1,
        "outlets": len({side["outlet"] for side in (case["a"], case["b"]) if "outlet" in side}),
    }
    assert (folded["cluster_id"], folded["duplicate_of"], folded["duplicates"]) == (survivor, survivor, 0)
    assert (folded["kind"], folded["rule"]) == (case["kind"], case["rule"])
    assert (folded["similarity"] == 1.0) == (case["kind"] == "exact")
    assert folded["containment"] >= folded["similarity"]
    assert folded["changed"] == case.get("changed", 0)


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

WORDS = ["ant", "bee", "cat", "dog", "eel", "fox", "gnu", "hen", "ibis", "jay"]
DATES = [None, "2021-03-01", "2021-03-02 09:30", "2021-03-02 17:00", "2021-03-02T12:00:00Z", "2021-03-09"]


@st.composite
def corpora(draw: st.DrawFn) -> list[Row]:
    """Draw articles of few words, so that copies, parts, revisions and chains of them are common."""
    bases = draw(st.lists(st.lists(st.sampled_from(WORDS), max_size=14), min_size=1, max_size=3))
    rows = []
    for number in range(draw(st.integers(0, 9))):
        words = list(draw(st.sampled_from(bases)))
        for _ in range(draw(st.integers(0, 2))):
            place = draw(st.integers(0, len(words)))
            words[place : place + draw(st.integers(0, 4))] = draw(st.lists(st.sampled_from(WORDS), max_size=3))
        # The key does not follow the order of the rows, and several rows share a source.
        row = {"doc_id": f"d{number}", "record": f"r{9 - number}", "text": " ".join(words)}
        row |= {name: draw(st.sampled_from(values)) for name, values in DRAWN.items()}
        rows.append(row)
    return rows


DRAWN: dict[str, list[Any]] = {
    "source": ["a.jsonl", "b.jsonl"],
    "stated_date": DATES,
    "title": TITLES,
    "outlet": [None, "Gazette", "Herald"],
    "rank": [None, 1, 2],
}


def decided_rows(signatures: pa.Table) -> list[Row]:
    rows: list[Row] = decide(signatures, SURE).drop_columns(["partition"]).to_pylist()
    return sorted(rows, key=lambda row: row["doc_id"])


@settings(deadline=None, max_examples=150)
@given(rows=corpora())
def test_decides_as_the_slow_twin(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    assert decided_rows(signatures_of({"p": rows}, SURE)) == Twin(rows, SURE).decide()


@settings(deadline=None, max_examples=40)
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


@settings(deadline=None, max_examples=30)
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


@settings(deadline=None, max_examples=40)
@given(rows=corpora(), data=st.data())
def test_arrivals_and_withdrawals_leave_what_a_build_from_nothing_gives(
    signatures_of: SignaturesOf, rows: list[Row], data: st.DataObject
) -> None:
    """In any order articles come and go; what was remembered of one moment is given to the next."""
    signatures = signatures_of({"p": rows}, SURE)
    memory = None
    for _ in range(data.draw(st.integers(1, 5))):
        there = data.draw(st.lists(st.booleans(), min_size=len(rows), max_size=len(rows)))
        moment = TableRows(signatures.filter(pa.array(there, pa.bool_())))
        decided = module.decide(moment, memory, SURE)
        fresh = module.decide(moment, None, SURE)
        assert decided.decisions.equals(fresh.decisions)
        assert decided.memory.equals(fresh.memory)
        memory = decided.memory


@settings(deadline=None, max_examples=40)
@given(rows=corpora())
def test_without_a_survivor_or_a_bridge_as_from_nothing(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    signatures = signatures_of({"p": rows}, SURE)
    for gone in {row["doc_id"] for row in decided_rows(signatures)}:
        left = signatures.filter(pa.array([name != gone for name in signatures["doc_id"].to_pylist()]))
        assert decided_rows(left) == Twin([row for row in rows if row["doc_id"] != gone], SURE).decide()


@settings(deadline=None, max_examples=30)
@given(rows=corpora().filter(len))
def test_a_late_original_takes_the_copies_of_its_text(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    nobody = {"outlet": None, "title": None}
    rows = [row | nobody for row in rows]
    late = rows[-1] | {"doc_id": "late", "record": "late", "stated_date": "1999-01-01"}
    decided = {row["doc_id"]: row for row in decided_rows(signatures_of({"p": rows, "q": [late]}, SURE))}
    if rows[-1]["text"]:
        assert decided["late"]["cluster_id"] == decided[rows[-1]["doc_id"]]["cluster_id"]
        assert decided[rows[-1]["doc_id"]]["duplicate_of"] is not None
    else:
        assert "late" not in decided


@settings(deadline=None, max_examples=30)
@given(rows=corpora())
def test_no_member_is_unlike_its_survivor_and_counts_add_up(signatures_of: SignaturesOf, rows: list[Row]) -> None:
    decided = decided_rows(signatures_of({"p": rows}, SURE))
    for row in decided:
        if row["duplicate_of"]:
            assert (
                row["similarity"] >= SURE.threshold or row["containment"] >= SURE.contained or row["kind"] == "update"
            )
    folded = [row["duplicate_of"] for row in decided if row["duplicate_of"]]
    counted = {row["doc_id"]: row["duplicates"] for row in decided if not row["duplicate_of"]}
    assert counted == {name: folded.count(name) for name in counted}
    assert set(folded) == set(counted)
