"""Exact copies: articles whose normalised texts have the same digest."""

import numpy as np
from numpy.typing import NDArray


def leaders(
    digests: NDArray[np.uint64], identity: NDArray[np.uint64], comparable: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return for each article the one that stands for all of the same text, itself where it is the only one.

    Articles of one text have the same shingles, so that from here on their leader is compared in place of them all.
    It is the one of least identity: which of them it is must not depend on where they lie, and those of one identity
    are alike in everything that is compared.

    Args:
        digests: shape (articles, 2).
        identity: digest of the tokens of each article, classes included.
        comparable: False for an article without words, which is a copy of nothing.
    """
    leader = np.arange(len(digests), dtype=np.int64)
    # Nearly all texts are alone: one sort without indices finds out of which few the groups must be made.
    ordered = np.sort(digests[:, 0])
    twice = np.unique(ordered[1:][ordered[1:] == ordered[:-1]])
    if not len(twice):
        return leader
    place = np.minimum(np.searchsorted(twice, digests[:, 0]), len(twice) - 1)
    rows = np.flatnonzero(comparable & (twice[place] == digests[:, 0]))
    if not len(rows):
        return leader
    # lexsort is stable: among equals of one identity the first row leads.
    rows = rows[np.lexsort((identity[rows], digests[rows, 0], digests[rows, 1]))]
    same = np.zeros(len(rows), dtype=np.bool_)
    same[1:] = (digests[rows[1:]] == digests[rows[:-1]]).all(axis=1)
    firsts = np.flatnonzero(~same)
    leader[rows] = np.repeat(rows[firsts], np.diff(firsts, append=len(rows)))
    return leader
