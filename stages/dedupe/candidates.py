"""Pairs worth a look: articles that share the key of a band (locality-sensitive hashing).

Source: Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4. A column of keys is independent of every
other, so the pairs of any slice of the columns can be found apart and united.
"""

import numpy as np
from numpy.typing import NDArray

from stages.dedupe.ragged import spans


def candidate_pairs(keys: NDArray[np.uint64], limit: int) -> NDArray[np.int64]:
    """Return the pairs of rows that share a key in some column, each once.

    In a bucket of more than ``limit`` rows each is paired only with the ``limit`` first of it: they stand before it
    in the order of survivors, so they are the ones it would be folded into; a bucket of m rows makes at most
    ``m * limit`` pairs.

    Args:
        keys: shape (articles, bands), articles in the order of survivors.
        limit: see above.

    Returns:
        Shape (pairs, 2), the earlier row first, ordered.
    """
    rows = len(keys)
    found = [_pairs_of_band(np.ascontiguousarray(keys[:, band]), limit) for band in range(keys.shape[1])]
    # A pair as one number, so that one sort unites the bands.
    united = np.unique(np.concatenate([np.zeros(0, np.int64), *(first * rows + second for first, second in found)]))
    return np.stack(np.divmod(united, max(rows, 1)), axis=1)


def _pairs_of_band(keys: NDArray[np.uint64], limit: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    ordered = np.sort(keys)
    shared = ordered[1:][ordered[1:] == ordered[:-1]]
    if not len(shared):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    # Most articles are alone under their key: only the others take part in the slow stable sort.
    place = np.minimum(np.searchsorted(shared, keys), len(shared) - 1)
    rows = np.flatnonzero(shared[place] == keys)
    rows = rows[np.argsort(keys[rows], kind="stable")]
    begins = np.flatnonzero(np.concatenate([[True], keys[rows[1:]] != keys[rows[:-1]]]))
    bucket_start = np.repeat(begins, np.diff(begins, append=len(rows)))
    partners = np.minimum(np.arange(len(rows), dtype=np.int64) - bucket_start, limit)
    return rows[spans(bucket_start, partners)], np.repeat(rows, partners)
