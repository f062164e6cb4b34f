"""Pairs worth a look: articles that share the key of a band, or several fingerprints.

Sources: Leskovec, Rajaraman, Ullman: Mining of Massive Datasets, section 3.4 (bands: pairs of high Jaccard
similarity); Schleimer, Wilkerson, Aiken: Winnowing, 2003 (fingerprints: a text inside a longer one).

Keys of one column are independent of those of every other, so the columns are gone through in slices, each wherever
there is room for it, and what they find is united.
"""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from stages.contract import Rows
from stages.dedupe.params import DedupeParams
from stages.dedupe.ragged import Ragged, spans
from stages.dedupe.schema import SLICES

_U32, _U64 = np.uint64(32), np.uint64

#: Bytes of bands and fingerprints that one call reads: with what is sorted beside them, a GiB of memory.
_TOGETHER = 1 << 29

#: Bits of a value by which `_met` counts: 2 ** 20 counts are 8 MiB.
_LEAST_BITS, _MOST_BITS = 8, 20

#: What a slice finds: ``pair`` has the number of the lesser row in its upper half; ``prints`` is the number of shared
#: fingerprints, 0 for a pair that shares a band.
_FOUND = pa.schema([("pair", pa.uint64()), ("prints", pa.uint8())])


def find(rows: Rows, identity: NDArray[np.uint64], leads: NDArray[np.bool_], params: DedupeParams) -> NDArray[np.int64]:
    """Return the pairs of leading articles that may tell the same story.

    In a bucket of more than ``bucket_limit`` articles each is paired only with the ``bucket_limit`` of least identity:
    a bucket of m makes at most ``m * bucket_limit`` pairs, and all of it hangs together by these. Of all that its
    buckets pair it with, an article keeps the ``article_limit`` of least identity among those before it.

    Args:
        rows: the signatures.
        identity: of each.
        leads: which of them take part (`stages.dedupe.exact`).
        params: the knobs.

    Returns:
        Shape (pairs, 2), numbers of rows, the lesser first, ordered, each once.
    """
    mask = np.packbits(leads)
    found = list(rows.map(of_slices, ((numbers, mask) for numbers in _shares(len(rows), params)), params))
    banded, printed = [np.zeros(0, _U64)], [np.zeros(0, _U64)]
    counts = [np.zeros(0, np.uint8)]
    for table in found:
        pair, prints = table["pair"].to_numpy(), table["prints"].to_numpy()
        banded.append(pair[prints == 0])
        printed.append(pair[prints > 0])
        counts.append(prints[prints > 0])
    several = _add_up(np.concatenate(printed), np.concatenate(counts), params.shared_prints)
    united = np.unique(np.concatenate([*banded, several]))
    pairs = np.stack([united >> _U32, united & _U64(0xFFFF_FFFF)], axis=1).astype(np.int64)
    return pairs[_kept(identity[pairs], pairs, params.article_limit)]


def _kept(identity: NDArray[np.uint64], pairs: NDArray[np.int64], limit: int) -> NDArray[np.bool_]:
    """Return which pairs are among the first ``limit`` of the article of greater identity, by the lesser one."""
    lesser = identity.argmin(axis=1)
    every = np.arange(len(pairs))
    owner, partner = pairs[every, 1 - lesser], identity[every, lesser]
    kept = np.ones(len(pairs), dtype=np.bool_)
    crowded = np.flatnonzero((np.bincount(owner, minlength=1) > limit)[owner])
    order = crowded[np.lexsort((partner[crowded], owner[crowded]))]
    begins = np.flatnonzero(np.append(True, owner[order][1:] != owner[order][:-1])[: len(order)])
    place = np.arange(len(order)) - np.repeat(begins, np.diff(begins, append=len(order)))
    kept[order[place >= limit]] = False
    return kept


def _shares(rows: int, params: DedupeParams) -> Iterator[tuple[int, ...]]:
    """Cut the slices into runs that are read together. No result depends on it."""
    each = max(1, rows * (params.bands + 32) * 4 // SLICES)
    several = min(SLICES, max(1, _TOGETHER // each))
    for start in range(0, SLICES, several):
        yield tuple(range(start, min(start + several, SLICES)))


def of_slices(rows: Rows, argument: tuple[tuple[int, ...], NDArray[np.uint8]], params: DedupeParams) -> pa.Table:
    """Return the pairs that some slices of the columns find, a table of ``pair`` and ``prints``.

    Args:
        rows: the signatures.
        argument: the numbers of the slices, and the packed mask of the articles that take part.
        params: the knobs.
    """
    numbers, mask = argument
    leads = np.unpackbits(mask, count=len(rows)).astype(np.bool_)
    names = [f"{kind}_{number}" for kind in ("bands", "prints") for number in numbers]
    table = rows.read(["identity", *names])
    identity = table["identity"].to_numpy()
    banded = [np.zeros(0, _U64)]
    printed = [np.zeros(0, _U64)]
    for number in numbers:
        banded += _of_bands(table[f"bands_{number}"], leads, identity, params)
        printed.append(_of_prints(table[f"prints_{number}"], leads, identity, params))
    pairs = np.unique(np.concatenate(banded))
    shared, counts = np.unique(np.concatenate(printed), return_counts=True)
    return pa.table(
        [
            np.concatenate([pairs, shared]),
            np.concatenate([np.zeros(len(pairs), np.uint8), np.minimum(counts, 255).astype(np.uint8)]),
        ],
        schema=_FOUND,
    )


def _of_bands(
    column: pa.ChunkedArray, leads: NDArray[np.bool_], identity: NDArray[np.uint64], params: DedupeParams
) -> Iterator[NDArray[np.uint64]]:
    keys = Ragged.of_binary(column, np.uint32)
    rows = np.flatnonzero(leads & (keys.lengths > 0))
    if not len(rows):
        return
    width = params.bands // SLICES
    matrix = keys.values.reshape(-1, width)
    # Texts too short for bands have none, so that a row's place in the matrix is the number of those before it.
    place = (np.cumsum(keys.lengths > 0) - 1)[rows]
    for band in range(width):
        yield bucket_pairs(np.ascontiguousarray(matrix[place, band]), rows, identity, params.bucket_limit)


def _of_prints(
    column: pa.ChunkedArray, leads: NDArray[np.bool_], identity: NDArray[np.uint64], params: DedupeParams
) -> NDArray[np.uint64]:
    prints = Ragged.of_binary(column, np.uint32)
    rows = np.flatnonzero(leads & (prints.lengths > 0))
    taken = prints.take(rows)
    # One fingerprint a slice speaks for its article, the least: so that one article asks at most `SLICES` buckets.
    speaks = np.zeros(len(taken.values), dtype=np.bool_)
    speaks[taken.starts] = True
    return bucket_pairs(taken.values, np.repeat(rows, taken.lengths), identity, params.print_limit, speaks)


def bucket_pairs(
    values: NDArray[np.uint32],
    rows: NDArray[np.int64],
    identity: NDArray[np.uint64],
    limit: int,
    speaks: NDArray[np.bool_] | None = None,
) -> NDArray[np.uint64]:
    """Return the pairs of rows that share a value.

    Args:
        values: the keys of the buckets.
        rows: the row that has the value, below 2 ** 31; no row has a value twice.
        identity: by row; the members of least identity stand for a bucket that is crowded.
        limit: members of a bucket that each is paired with at most.
        speaks: which of the values make pairs; all of them where None. A pair takes one whose value does.

    Returns:
        Pairs as numbers, the lesser row in the upper half.
    """
    met = _met(values)
    met = met[_met(values[met] >> np.uint32(32 - _MOST_BITS))]
    values, rows, speaks = values[met], rows[met], None if speaks is None else speaks[met]
    # Value, row and whether it speaks in one number: a sort without indices is several times as fast.
    keyed = (values.astype(_U64) << _U32) | (rows.astype(_U64) << _U64(1))
    keyed |= _U64(1) if speaks is None else speaks.astype(_U64)
    keyed.sort()
    bucket = keyed >> _U32
    shared = np.zeros(len(keyed) + 1, dtype=np.bool_)
    shared[1:-1] = bucket[1:] == bucket[:-1]
    keyed, bucket = (each[shared[1:] | shared[:-1]] for each in (keyed, bucket))
    if not len(keyed):
        return np.zeros(0, _U64)
    begins = np.flatnonzero(np.concatenate([[True], bucket[1:] != bucket[:-1]]))
    sizes = np.diff(begins, append=len(bucket))
    row, spoken = ((keyed & _U64(0xFFFF_FFFF)) >> _U64(1)).astype(np.int64), (keyed & _U64(1)).astype(np.bool_)

    crowded = np.flatnonzero(np.repeat(sizes > limit, sizes))
    if len(crowded):
        better = crowded[np.lexsort((row[crowded], identity[row[crowded]], bucket[crowded]))]
        row[crowded], spoken[crowded] = row[better], spoken[better]

    start = np.repeat(begins, sizes)
    partners = np.minimum(np.arange(len(row), dtype=np.int64) - start, limit)
    first, second = spans(start, partners), np.repeat(np.arange(len(row)), partners)
    heard = spoken[first] | spoken[second]
    a, b = row[first[heard]], row[second[heard]]
    return (np.minimum(a, b).astype(_U64) << _U32) | np.maximum(a, b).astype(_U64)


def _met(values: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return the places of values that stand there more than once, and of some that only look so.

    Nearly all stand there once. Counting them by their last bits, in a table that the processor keeps at hand, costs a
    fifth of sorting them. Values are hashes, so their last bits tell most of them apart, and their first ones most of
    the others.
    """
    bits = min(max(len(values).bit_length() + 1, _LEAST_BITS), _MOST_BITS)
    last = (values & np.uint32((1 << bits) - 1)).astype(np.intp)
    met: NDArray[np.int64] = np.flatnonzero(np.bincount(last, minlength=1 << bits)[last] > 1)
    return met


def _add_up(pairs: NDArray[np.uint64], counts: NDArray[np.uint8], least: int) -> NDArray[np.uint64]:
    """Return the pairs whose counts from all slices make ``least``."""
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]
    begins = np.flatnonzero(np.concatenate([[True], pairs[1:] != pairs[:-1]])) if len(pairs) else np.zeros(0, int)
    total = np.add.reduceat(counts[order].astype(np.int64), begins) if len(begins) else np.zeros(0, np.int64)
    several: NDArray[np.uint64] = pairs[begins[total >= least]]
    return several
