"""Counting in columns: strings as numbers in the order of the alphabet, and sums over equal rows."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

Integers = npt.NDArray[np.int64]


class Coded(NamedTuple):
    """A column of strings: `words` ascends, `codes` are the places in it, -1 where the column is null."""

    codes: Integers
    words: pa.Array


def coded(column: pa.Array | pa.ChunkedArray) -> Coded:
    """Return a column of strings as numbers."""
    array = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    encoded = array.dictionary_encode()
    order = pc.sort_indices(encoded.dictionary)
    place = np.empty(len(order) + 1, np.int64)
    place[order.to_numpy()] = np.arange(len(order))
    place[-1] = -1
    codes = pc.fill_null(encoded.indices, len(order)).to_numpy(zero_copy_only=False).astype(np.int64)
    return Coded(place[codes], encoded.dictionary.take(order))


class Sums(NamedTuple):
    """Distinct rows of some columns of numbers in their order, with what is summed over the rows that are equal.

    Attributes:
        columns: the distinct rows.
        sums: what is summed over each.
        inverse: for each row that was given, which of the distinct ones it is.
    """

    columns: tuple[Integers, ...]
    sums: Integers
    inverse: Integers


def summed(weights: Integers, *columns: Integers) -> Sums:
    """Return the sums of ``weights`` over equal rows of ``columns``, whose numbers are none below zero."""
    key = np.zeros(len(weights), np.int64)
    sizes = [int(column.max(initial=0)) + 1 for column in columns]
    for column, size in zip(columns, sizes, strict=True):
        key = key * size + column
    each, inverse = np.unique(key, return_inverse=True)
    found = []
    rest = each
    for size in reversed(sizes):
        found.append(rest % size)
        rest = rest // size
    sums = np.bincount(inverse, weights, len(each)).astype(np.int64)
    return Sums(tuple(reversed(found)), sums, inverse.reshape(-1).astype(np.int64))


def distinct(values: Integers | npt.NDArray[np.int32]) -> Integers:
    """Return the distinct numbers, ascending.

    NumPy's own function goes by a hash table, and is several times as slow as its sort.
    """
    ordered = np.sort(values)
    found: Integers = ordered[np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]]
    return found


def bounds(groups: Integers, count: int) -> Integers:
    """Return where each of ``count`` groups begins, and the last one ends, in a column of ascending groups."""
    return np.searchsorted(groups, np.arange(count + 1)).astype(np.int64)


def lists(offsets: Integers, values: pa.Array, kind: pa.ListType) -> pa.ListArray:
    """Return a column of lists of a type."""
    return pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), values, type=kind)


def structs(fields: dict[str, pa.Array], kind: pa.StructType) -> pa.StructArray:
    """Return a column of structs of a type."""
    return pa.StructArray.from_arrays([fields[field.name] for field in kind], fields=list(kind))
