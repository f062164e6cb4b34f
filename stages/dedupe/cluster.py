"""Verified pairs to clusters: who survives, and who is folded into whom.

An article's number is its place in the order of survivors, here and in all modules of the corpus-wide part. So the
clusters are a function of the set of articles, however they came and wherever they lie.
"""

import numpy as np
from numpy.typing import NDArray


def fold(
    leader: NDArray[np.int64], pairs: NDArray[np.int64], similarity: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Walk the articles in the order of survivors; whoever is not folded yet survives and folds its neighbours.

    Every folded article is therefore itself a verified copy of its survivor: a chain of small changes does not make
    one story of its two ends.

    Args:
        leader: for each article the first with the same text (`stages.dedupe.exact.leaders`).
        pairs: shape (pairs, 2), verified pairs of leaders, the earlier first, ordered.
        similarity: of each pair.

    Returns:
        For each article its survivor (itself, if it survives) and its similarity to it.
    """
    survivor = np.arange(len(leader), dtype=np.int64)
    to_survivor = np.ones(len(leader), dtype=np.float64)
    # The pairs are ordered by their first article, and all that could fold it stand before its own.
    for first, second, value in zip(pairs[:, 0].tolist(), pairs[:, 1].tolist(), similarity.tolist(), strict=True):
        if survivor[first] == first and survivor[second] == second:
            survivor[second] = first
            to_survivor[second] = value
    return survivor[leader], to_survivor[leader]
