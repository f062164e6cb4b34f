"""Exact copies: articles whose normalised texts have the same digest."""

import numpy as np
from numpy.typing import NDArray


def leaders(digests: NDArray[np.uint64], comparable: NDArray[np.bool_]) -> NDArray[np.int64]:
    """Return for each article the first one with the same text, itself where there is none before it.

    Articles of one text have the same shingles, so from here on the leader stands for all of them.

    Args:
        digests: shape (articles, 2), articles in the order of survivors.
        comparable: False for an article without words, which is a copy of nothing.
    """
    leader = np.arange(len(digests), dtype=np.int64)
    rows = np.flatnonzero(comparable)
    # lexsort is stable, so the first of each run of equal digests is the first in the order of survivors.
    rows = rows[np.lexsort((digests[rows, 0], digests[rows, 1]))]
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = (digests[rows[1:]] == digests[rows[:-1]]).all(axis=1)
    firsts = np.flatnonzero(~same)
    leader[rows] = np.repeat(rows[firsts], np.diff(firsts, append=len(rows)))
    return leader
