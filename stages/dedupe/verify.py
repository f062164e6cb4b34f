"""The true similarity of a candidate pair."""

from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.ragged import Ragged

#: Shingles that are compared together: bounds the memory to some ten bytes each. No result depends on it.
BLOCK_SHINGLES = 1 << 20


def jaccard(sets: Ragged, pairs: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return the Jaccard similarity of each pair: shared values over distinct values of both.

    Args:
        sets: ``uint32`` values, each row distinct.
        pairs: shape (pairs, 2), rows of ``sets``; no row empty on both sides of a pair.
    """
    sizes = sets.lengths[pairs].sum(axis=1)
    similarity = np.zeros(len(pairs), dtype=np.float64)
    for rows in _blocks(sizes):
        shared = _shared(sets, pairs[rows])
        similarity[rows] = shared / (sizes[rows] - shared)
    return similarity


def within_reach(lengths: NDArray[np.int64], pairs: NDArray[np.int64], threshold: float) -> NDArray[np.bool_]:
    """Return which pairs can reach ``threshold`` at all: the smaller set over the larger bounds their similarity."""
    sizes = lengths[pairs]
    reach: NDArray[np.bool_] = sizes.min(axis=1) / sizes.max(axis=1) >= threshold
    return reach


def _blocks(sizes: NDArray[np.int64]) -> list[slice]:
    """Cut the pairs into runs of about `BLOCK_SHINGLES`."""
    block = np.cumsum(sizes) // BLOCK_SHINGLES
    cuts = [0, *(np.flatnonzero(np.diff(block)) + 1).tolist(), len(sizes)]
    return [slice(a, b) for a, b in pairwise(cuts) if a < b]


def _shared(sets: Ragged, pairs: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return how many values both sets of each pair hold: those that stand twice when both are poured together."""
    number = np.arange(len(pairs), dtype=np.uint64) << np.uint64(32)
    poured = [
        np.repeat(number, side.lengths) | side.values for side in (sets.take(pairs[:, 0]), sets.take(pairs[:, 1]))
    ]
    ordered = np.sort(np.concatenate(poured))
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    return np.bincount((twice >> np.uint64(32)).astype(np.int64), minlength=len(pairs))
