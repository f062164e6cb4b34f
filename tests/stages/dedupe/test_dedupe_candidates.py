"""Pairs that share a bucket, against a double loop; and buckets of any size."""

from itertools import combinations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe.candidates import candidate_pairs

KEYS = st.integers(1, 4).flatmap(
    lambda bands: st.lists(st.lists(st.integers(0, 3), min_size=bands, max_size=bands), max_size=12).map(
        lambda rows: np.array(rows, dtype=np.uint64).reshape(-1, bands)
    )
)


@settings(deadline=None)
@given(KEYS)
def test_all_pairs_of_a_bucket_within_the_limit(keys: np.ndarray) -> None:
    expected = [[a, b] for a, b in combinations(range(len(keys)), 2) if (keys[a] == keys[b]).any()]
    assert candidate_pairs(keys, limit=12).tolist() == expected


@settings(deadline=None)
@given(KEYS, st.integers(1, 4))
def test_beyond_the_limit_with_the_first_of_the_bucket(keys: np.ndarray, limit: int) -> None:
    expected = set()
    for band in range(keys.shape[1]):
        for key in range(4):
            bucket = np.flatnonzero(keys[:, band] == key).tolist()
            expected |= {(a, b) for place, b in enumerate(bucket) for a in bucket[: min(place, limit)]}
    assert candidate_pairs(keys, limit).tolist() == [list(pair) for pair in sorted(expected)]


def test_a_large_bucket_costs_its_size_times_the_limit() -> None:
    pairs = candidate_pairs(np.zeros((20_000, 3), dtype=np.uint64), limit=4)
    assert len(pairs) == 4 * 20_000 - (1 + 2 + 3 + 4)
    assert pairs[:, 0].max() == 3


def test_no_rows() -> None:
    assert candidate_pairs(np.zeros((0, 3), dtype=np.uint64), limit=4).shape == (0, 2)
