"""Shingle sets to the keys under which near copies meet: MinHash, cut into bands.

Sources: Broder 1997 (the least value of a random permutation agrees for two sets with a chance of their Jaccard
similarity); Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, sections 3.3 and 3.4 (bands and rows, S-curve).
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe import hashing
from stages.dedupe.ragged import Ragged


def candidate_probability(similarity: float, bands: int, rows: int) -> float:
    """Return the chance that two sets of this Jaccard similarity agree in all rows of some band.

    A row agrees with chance ``s``, a band with ``s ** rows``, none of them with ``(1 - s ** rows) ** bands``.

    >>> round(1 - candidate_probability(0.8, bands=24, rows=5), 6)
    7.3e-05
    """
    return float(1.0 - (1.0 - similarity**rows) ** bands)


def band_keys(sets: Ragged, bands: int, rows: int) -> NDArray[np.uint64]:
    """Return the keys of each set: the same key in a column says that the sets agree in all rows of that band.

    A permutation is ``(a * x + b) mod 2 ** 64``, its upper half: multiply-shift, strongly universal for 32-bit ``x``
    (Dietzfelbinger, Universal hashing and k-wise independent random variables via integer arithmetic without primes,
    1996). The least upper half is the upper half of the least, so only the minima are shifted. Time is ``bands *
    rows`` passes over the values, memory one array of their size.

    Args:
        sets: ``uint32`` values; no row may be empty.
        bands: keys per set.
        rows: MinHash values per key.

    Returns:
        ``uint64`` of shape (sets, bands).
    """
    values = sets.values.astype(np.uint64)
    permuted = np.empty_like(values)
    factors = hashing.stream(0, bands * rows) | np.uint64(1)
    shifts = hashing.stream(bands * rows, bands * rows)
    weights = hashing.powers(hashing.ROW_BASE, rows)
    keys = np.zeros((bands, len(sets)), dtype=np.uint64)
    if not len(sets):
        return keys.T
    for place in range(bands * rows):
        np.multiply(values, factors[place], out=permuted)
        np.add(permuted, shifts[place], out=permuted)
        least = np.minimum.reduceat(permuted, sets.starts) >> np.uint64(32)
        keys[place // rows] += least * weights[place % rows]
    return np.ascontiguousarray(hashing.mix64(keys).T)
