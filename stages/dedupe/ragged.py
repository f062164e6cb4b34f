"""Rows of unequal length in two flat arrays, as Arrow keeps its lists: words and shingles without Python objects."""

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
    def of_arrow(cls, column: pa.ChunkedArray) -> "Ragged":
        """Return a column of (large) lists without nulls."""
        lists = column.combine_chunks()
        # Offsets point into the values whole, whatever slice of the rows the array is.
        return cls(lists.values.to_numpy(), lists.offsets.to_numpy().astype(np.int64))

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
