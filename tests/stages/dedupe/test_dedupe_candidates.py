"""Pairs that share a bucket, against a double loop; and buckets of any size."""

from collections import Counter
from itertools import combinations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.engine.rows import TableRows
from stages.dedupe.candidates import bucket_pairs, find
from stages.dedupe.params import DedupeParams
from stages.dedupe.schema import SLICES

#: Row -> its values, and which of them speak.
MEMBERS = st.lists(st.dictionaries(st.integers(0, 3), st.booleans(), max_size=4), max_size=10)
Members = list[dict[int, bool]]

IDENTITY = np.arange(5, dtype=np.uint64)


def pairs_of(members: Members, limit: int, identity: np.ndarray | None = None) -> set[tuple[int, int]]:
    flat = [(value, row, speaks) for row, values in enumerate(members) for value, speaks in values.items()]
    values, rows, speaks = np.array(flat, dtype=np.int64).reshape(-1, 3).T
    identity = np.arange(len(members), dtype=np.uint64) if identity is None else identity
    found = bucket_pairs(values.astype(np.uint32), rows, identity, limit, speaks.astype(np.bool_))
    return {(int(pair) >> 32, int(pair) & 0xFFFF_FFFF) for pair in found}


@settings(deadline=None)
@given(MEMBERS)
def test_all_pairs_of_a_bucket_of_which_one_speaks(members: Members) -> None:
    expected = {
        (a, b)
        for a, b in combinations(range(len(members)), 2)
        for value in members[a].keys() & members[b].keys()
        if members[a][value] or members[b][value]
    }
    assert pairs_of(members, limit=10) == expected


@settings(deadline=None)
@given(MEMBERS, st.integers(1, 4), st.randoms(use_true_random=False))
def test_beyond_the_limit_with_those_of_least_identity(members: Members, limit: int, random: object) -> None:
    identity = np.random.default_rng(random.getrandbits(32)).permutation(len(members)).astype(np.uint64)  # type: ignore[attr-defined]
    expected = set()
    for value in range(4):
        bucket = sorted((row for row in range(len(members)) if value in members[row]), key=lambda row: identity[row])
        for place, b in enumerate(bucket):
            for a in bucket[: min(place, limit)]:
                if members[a][value] or members[b][value]:
                    expected.add((min(a, b), max(a, b)))
    assert pairs_of(members, limit, identity) == expected


def test_a_large_bucket_costs_its_size_times_the_limit() -> None:
    rows = np.arange(20_000)
    pairs = bucket_pairs(np.zeros(20_000, np.uint32), rows, rows.astype(np.uint64), limit=4)
    assert len(pairs) == 4 * 20_000 - (1 + 2 + 3 + 4)
    assert max(int(pair) >> 32 for pair in pairs) == 3


@pytest.mark.parametrize("together", [1, 1 << 28])
def test_bands_in_any_slice_and_fingerprints_counted_over_all_of_them(
    monkeypatch: pytest.MonkeyPatch, together: int
) -> None:
    monkeypatch.setattr("stages.dedupe.candidates._TOGETHER", together)
    params = DedupeParams(bands=SLICES, shared_prints=2)
    slices = range(SLICES)
    # Keys of row 2 and 3 agree in the last band alone; 0 and 1 share two fingerprints, 1 and 2 only one.
    bands = [[row * 100 + number for number in slices] for row in range(5)]
    bands[3][-1] = bands[2][-1]
    prints = [{0: [7], 5: [70]}, {0: [7], 5: [70], 6: [90]}, {6: [90]}, {}, {}]

    def column(values: list[list[int] | None]) -> pa.Array:
        raw = [None if one is None else np.array(one, "<u4").tobytes() for one in values]
        return pa.array(raw, pa.large_binary())

    table = pa.table(
        {
            "identity": pa.array(range(5), pa.uint64()),
            # The last text is too short for bands.
            **{f"bands_{n}": column([[*map(int, [keys[n]])] for keys in bands[:4]] + [None]) for n in slices},
            **{f"prints_{n}": column([own.get(n, []) for own in prints]) for n in slices},
        }
    )
    leads = np.ones(5, np.bool_)
    assert find(TableRows(table), IDENTITY, leads, params).tolist() == [[0, 1], [2, 3]]
    leads[1] = False
    assert find(TableRows(table), IDENTITY, leads, params).tolist() == [[2, 3]]
    assert find(TableRows(table.slice(0, 0)), IDENTITY[:0], leads[:0], params).shape == (0, 2)


def test_each_pair_once() -> None:
    params = DedupeParams()
    keys = np.zeros(params.bands // SLICES, "<u4").tobytes()
    columns = {f"bands_{n}": pa.array([keys] * 6, pa.large_binary()) for n in range(SLICES)}
    columns |= {f"prints_{n}": pa.array([b"\0\0\0\0"] * 6, pa.large_binary()) for n in range(SLICES)}
    rows = TableRows(pa.table({"identity": pa.array(range(6), pa.uint64()), **columns}))
    found = Counter(map(tuple, find(rows, np.arange(6, dtype=np.uint64), np.ones(6, np.bool_), params).tolist()))
    assert found == Counter(combinations(range(6), 2))


def test_an_article_in_many_buckets_keeps_the_partners_of_least_identity() -> None:
    rng = np.random.default_rng(1)
    count, params = 30, DedupeParams(bands=64, bucket_limit=100, article_limit=4)
    keys = rng.integers(0, 3, (count, 64)).astype("<u4")
    columns: dict[str, pa.Array] = {"identity": pa.array(rng.permutation(count), pa.uint64())}
    for number in range(SLICES):
        own = [row[8 * number : 8 * number + 8].tobytes() for row in keys]
        columns |= {f"bands_{number}": pa.array(own, pa.large_binary())}
        columns |= {f"prints_{number}": pa.array([b""] * count, pa.large_binary())}
    identity = columns["identity"].to_numpy()
    found = find(TableRows(pa.table(columns)), identity, np.ones(count, np.bool_), params)
    # All share a band with all others, so each has those four that come first.
    order = np.argsort(identity)
    expected = {
        tuple(sorted((int(order[place]), int(order[hub])))) for place in range(count) for hub in range(min(place, 4))
    }
    assert set(map(tuple, found.tolist())) == expected
