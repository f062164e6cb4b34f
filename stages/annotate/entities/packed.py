"""Arrays and strings as bytes in a table of one row: what is remembered is written and read at the speed of a copy."""

from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pyarrow as pa

Array = npt.NDArray[np.integer]

#: Large binaries are neither compressed nor encoded where a table is written (`flows.engine.tables`).
_BYTES = pa.large_binary()


def narrow(array: Array) -> Array:
    """Return numbers in the least signed type of 8, 16 or 32 bits that holds all of them."""
    least, most = (int(array.min()), int(array.max())) if len(array) else (0, 0)
    kind = next(kind for kind in ("i1", "<i2", "<i4") if np.iinfo(kind).min <= least <= most <= np.iinfo(kind).max)
    return array.astype(kind)


class Packed:
    """Columns of different lengths by their names.

    Args:
        table: what `pack` has made.
    """

    def __init__(self, table: pa.Table) -> None:
        self._table = table

    @classmethod
    def pack(cls, numbers: Mapping[str, Array], strings: Mapping[str, pa.Array]) -> pa.Table:
        """Return a table of one row with columns of numbers, and of strings that are none of them null."""
        columns: dict[str, pa.Buffer] = {}
        for name, array in numbers.items():
            small = narrow(array)
            columns[f"{name}:{small.dtype.str[1:]}"] = pa.py_buffer(small)
        for name, words in strings.items():
            lengths, text = _cut(words)
            small = narrow(lengths)
            columns[f"{name}:lengths:{small.dtype.str[1:]}"] = pa.py_buffer(small)
            columns[f"{name}:text"] = text
        return pa.table({name: _cell(data) for name, data in columns.items()})

    def numbers(self, name: str) -> npt.NDArray[np.int32]:
        """Return a column of numbers."""
        found = next(each for each in self._table.column_names if each.rpartition(":")[0] == name)
        return np.frombuffer(self._bytes(found), "<" + found.rpartition(":")[2]).astype(np.int32)

    def strings(self, name: str) -> pa.Array:
        """Return a column of strings."""
        lengths = self.numbers(f"{name}:lengths")
        offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.int32)
        buffers = [None, pa.py_buffer(offsets), self._bytes(f"{name}:text")]
        return pa.Array.from_buffers(pa.string(), len(lengths), buffers)

    def _bytes(self, name: str) -> pa.Buffer:
        return self._table[name][0].as_buffer()


def _cell(data: pa.Buffer) -> pa.Array:
    """Return a column of one value, which is not copied."""
    return pa.Array.from_buffers(_BYTES, 1, [None, pa.py_buffer(np.array([0, data.size], np.int64)), data])


def _cut(words: pa.Array) -> tuple[Array, pa.Buffer]:
    """Return the lengths of strings in bytes, and all of them one after another."""
    offsets = np.frombuffer(words.buffers()[1] or b"\0\0\0\0", np.int32)[words.offset : words.offset + len(words) + 1]
    text = words.buffers()[2] or pa.py_buffer(b"")
    return np.diff(offsets), text.slice(int(offsets[0]), int(offsets[-1] - offsets[0]))
