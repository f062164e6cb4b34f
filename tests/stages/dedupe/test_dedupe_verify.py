"""Jaccard similarity against Python's sets."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stages.dedupe import verify
from stages.dedupe.ragged import Ragged

SETS = st.lists(st.sets(st.one_of(st.integers(0, 9), st.integers(0, 2**32 - 1)), min_size=1, max_size=9), min_size=1)


def ragged(sets: list[set[int]]) -> Ragged:
    values = np.array([value for one in sets for value in sorted(one)], dtype=np.uint32)
    return Ragged.of_lengths(values, np.array([len(one) for one in sets]))


def all_pairs(sets: list[set[int]]) -> np.ndarray:
    return np.array(list(product(range(len(sets)), repeat=2)), dtype=np.int64)


@pytest.mark.parametrize("block", [1, 7, 1 << 20])
@settings(deadline=None)
@given(sets=SETS)
def test_equals_that_of_sets(block: int, sets: list[set[int]]) -> None:
    pairs = all_pairs(sets)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(verify, "BLOCK_SHINGLES", block)
        found = verify.jaccard(ragged(sets), pairs)
    assert found.tolist() == [len(sets[a] & sets[b]) / len(sets[a] | sets[b]) for a, b in pairs.tolist()]


@settings(deadline=None)
@given(SETS)
def test_is_symmetric(sets: list[set[int]]) -> None:
    pairs = all_pairs(sets)
    assert verify.jaccard(ragged(sets), pairs).tolist() == verify.jaccard(ragged(sets), pairs[:, ::-1]).tolist()


@settings(deadline=None)
@given(SETS, st.floats(0.05, 1.0))
def test_what_is_out_of_reach_is_below_the_threshold(sets: list[set[int]], threshold: float) -> None:
    pairs, rows = all_pairs(sets), ragged(sets)
    reach = verify.within_reach(rows.lengths, pairs, threshold)
    assert (verify.jaccard(rows, pairs)[~reach] < threshold).all()


def test_no_pairs() -> None:
    assert verify.jaccard(ragged([{1}]), np.zeros((0, 2), dtype=np.int64)).tolist() == []
