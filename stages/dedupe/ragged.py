"""Rows of unequal length in two flat arrays, as Arrow keeps its lists: words and shingles without Python objects.

In columns they are binaries: a row of numbers is one value there, which Parquet stores as it is.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray


def spans(starts: NDArray[np.int64], lengths: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return ``starts[0], starts[0] + 1, ...``: the indices of all spans, one span after another."""
    before = np.cumsum(lengths) - lengths
    return np.repeat(starts - before, lengths) + np.arange(int(lengths.sum()), dtype=np.int64)


@dataclass(frozen=True)
class Ragged:
    """Row ``i`` is ``values[offsets[i]:offsets[i + 1]]``.

    Attributes:
        values: the rows one after another.
        offsets: one more than there are rows, ascending.
    """

    values: NDArray[Any]
    offsets: NDArray[np.int64]

    @classmethod
    def of_lengths(cls, values: NDArray[Any], lengths: NDArray[np.int64]) -> "Ragged":
        """Cut ``values`` into rows of these lengths."""
        return cls(values, np.concatenate([np.zeros(1, np.int64), np.cumsum(lengths, dtype=np.int64)]))

    @classmethod
    def of_binary(cls, column: pa.ChunkedArray | pa.Array, kind: type[np.unsignedinteger[Any]]) -> "Ragged":
        """Return a column of large binaries as rows of little-endian numbers; a null is an empty row.

        The numbers are those of the column itself, not a copy, where it is one array.

        Raises:
            ValueError: a row is not a whole number of numbers.
        """
        if isinstance(column, pa.ChunkedArray):
            column = column.chunk(0) if column.num_chunks == 1 else column.combine_chunks()
        number = np.dtype(kind).newbyteorder("<")
        _, places, data = column.buffers()
        if not len(column) or places is None:
            return cls(np.zeros(0, number), np.zeros(len(column) + 1, np.int64))
        offsets = np.frombuffer(places, np.int64)[column.offset : column.offset + len(column) + 1]
        first, last = int(offsets[0]), int(offsets[-1])
        if ((offsets - first) % number.itemsize).any():
            raise ValueError(f"a binary column with rows that are not of {number}")
        values = np.frombuffer(data or b"", number, (last - first) // number.itemsize, first)
        return cls(values, (offsets - first) // number.itemsize)

    def to_binary(self, null: NDArray[np.bool_] | None = None) -> pa.LargeBinaryArray:
        """Return each row as its values, little-endian; a row is null where ``null`` says so."""
        values = np.ascontiguousarray(self.values, self.values.dtype.newbyteorder("<"))
        offsets = pa.py_buffer(self.offsets * values.dtype.itemsize)
        valid = None if null is None else pa.array(~null).buffers()[1]
        data = pa.py_buffer(values)
        return pa.LargeBinaryArray.from_buffers(pa.large_binary(), len(self), [valid, offsets, data])

    def __len__(self) -> int:
        """Return the number of rows."""
        return len(self.offsets) - 1

    @property
    def starts(self) -> NDArray[np.int64]:
        """Where each row begins."""
        return self.offsets[:-1]

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How long each row is."""
        return np.diff(self.offsets)

    def take(self, rows: NDArray[np.int64]) -> "Ragged":
        """Return these rows in this order."""
        lengths = self.lengths[rows]
        return Ragged.of_lengths(self.values[spans(self.starts[rows], lengths)], lengths)
