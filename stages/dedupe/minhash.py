"""Shingle sets to the keys under which near copies meet: MinHash, cut into bands.

Sources: Broder 1997 (the least value of a random permutation agrees for two sets with a chance of their Jaccard
similarity); Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, sections 3.3 and 3.4 (bands and rows, S-curve).

Why this kernel: CPU per news story of 251 shingles (512 at a time; 256 values for 64 bands of 4 rows) and the share of
pairs of similarity 0.5 that become candidates, in sets of 60 shingles, where theory says 0.984 (two standard deviations
are 0.003):

===================================================  =====  =====
first and last element of 128 permutations           11 us  0.985
first element of 256 permutations                    22 us  0.983
first of 128 permutations, each value in two bands   11 us  0.971
one permutation of 256 bins, optimal densification   18 us  0.983
rensa 0.5.0 (compiled), with the way back to NumPy   17 us  0.986
===================================================  =====  =====

The first is within the noise of theory at all sizes (8 to 1,000) and similarities (0.45 to 0.78) that were tried.
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import hashing
from stages.dedupe.ragged import Ragged


def candidate_probability(similarity: float, bands: int, rows: int) -> float:
    """Return the chance that two sets of this Jaccard similarity agree in all rows of some band.

    A row agrees with chance ``s``, a band with ``s ** rows``, none of them with ``(1 - s ** rows) ** bands``.

    >>> round(candidate_probability(0.5, bands=64, rows=4), 4)
    0.9839
    """
    return float(1.0 - (1.0 - similarity**rows) ** bands)


def values(sets: Ragged, count: int) -> NDArray[np.uint32]:
    """Return the MinHash values of each set.

    A permutation is a product with an odd number, modulo 2 ** 32, of values that are hashes already. It gives two
    values: the element that comes first in it and the one that comes last are each any element of the set with the same
    chance. Time is ``count`` passes over the elements and half as many products, memory one array of their size.

    Args:
        sets: ``uint32`` values; no row may be empty.
        count: values per set, an even number.

    Returns:
        Shape (count, sets).
    """
    factors = (hashing.stream(0, count // 2) >> np.uint64(32)).astype(np.uint32) | np.uint32(1)
    found = np.zeros((count, len(sets)), dtype=np.uint32)
    if not len(sets):
        return found
    permuted = np.empty_like(sets.values)
    for place, factor in enumerate(factors):
        np.multiply(sets.values, factor, out=permuted)
        np.minimum.reduceat(permuted, sets.starts, out=found[2 * place])
        np.maximum.reduceat(permuted, sets.starts, out=found[2 * place + 1])
    return found


def band_keys(sets: Ragged, bands: int, rows: int) -> NDArray[np.uint32]:
    """Return the keys of each set: the same key in a column says that the sets agree in all rows of that band.

    Args:
        sets: as for `values`.
        bands: keys per set, an even number.
        rows: MinHash values per key.

    Returns:
        ``uint32`` of shape (sets, bands).
    """
    found = values(sets, bands * rows).reshape(rows, bands, -1)
    # A number of its own for each band, so that equal values in two bands have different keys.
    keys = np.repeat(hashing.stream(bands * rows, bands)[:, None], len(sets), axis=1)
    for row, weight in enumerate(hashing.powers(hashing.ROW_BASE, rows)):
        keys += found[row] * weight
    return np.ascontiguousarray((hashing.mix64(keys) >> np.uint64(32)).astype(np.uint32).T)
