"""The values of a Parquet file down to the last nested one, and what stands beside them in it."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray
from pyarrow import types

#: What pyarrow raises on damaged files.
DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, MemoryError)

#: Rows that are decoded at a time.
_ROWS = 4_096


def opened(data: bytes) -> pq.ParquetFile:
    """Open a file.

    Raises:
        DAMAGE: it is none.
    """
    return pq.ParquetFile(pa.BufferReader(data))


def batches(file: pq.ParquetFile) -> Iterator[pa.RecordBatch]:
    """Yield all rows, some at a time."""
    yield from file.iter_batches(_ROWS, use_threads=False)


def notes(file: pq.ParquetFile, data: bytes) -> list[str]:
    """Return what stands beside the values: metadata, statistics and indexes of pages."""
    metadata = file.metadata
    told = [part.decode("utf-8", "replace") for pair in (metadata.metadata or {}).items() for part in pair]
    for field in file.schema_arrow:
        told += [part.decode("utf-8", "replace") for pair in (field.metadata or {}).items() for part in pair]
    end = 0
    for group in range(metadata.num_row_groups):
        for number in range(metadata.num_columns):
            column = metadata.row_group(group).column(number)
            first = column.data_page_offset
            if column.has_dictionary_page and column.dictionary_page_offset:
                first = min(first, column.dictionary_page_offset)
            end = max(end, first + column.total_compressed_size)
            statistics = column.statistics
            if statistics is not None and statistics.has_min_max:
                told += [_told(bound) for bound in (statistics.min_raw, statistics.max_raw)]
    return [*told, data[end:].decode("utf-8", "replace")]


def _told(bound: object) -> str:
    return bound.decode("utf-8", "replace") if isinstance(bound, bytes) else str(bound)


def pairs(rows: pa.RecordBatch) -> list[tuple[str, str | None]]:
    """Return source and record of each row that names them; nothing where the columns are others."""
    names = rows.schema.names
    if any(names.count(name) != 1 or not _is_text(rows.schema.field(name).type) for name in ("source", "record")):
        return []
    columns = [
        [value if value is None else value.decode("utf-8", "replace") for value in _bytes(rows.column(name))]
        for name in ("source", "record")
    ]
    return [(source, record) for source, record in zip(*columns, strict=True) if source is not None]


def leaves(array: pa.Array) -> Iterator[pa.Array]:
    """Yield the arrays without inner ones that an array is made of, all entries of dictionaries included."""
    kind = array.type
    if isinstance(kind, pa.BaseExtensionType):
        yield from leaves(array.storage)
    elif types.is_dictionary(kind):
        yield from leaves(array.dictionary)
    elif types.is_struct(kind):
        for inner in array.flatten():
            yield from leaves(inner)
    elif types.is_map(kind):
        yield from leaves(array.keys)
        yield from leaves(array.items)
    elif types.is_nested(kind):
        yield from leaves(array.flatten())
    else:
        yield array


def numbers(leaf: pa.Array) -> NDArray[np.uint64] | None:
    """Return the values of a column of 64-bit integers; None for any other."""
    if leaf.type not in (pa.uint64(), pa.int64()):
        return None
    found: NDArray[np.uint64] = leaf.drop_null().to_numpy(zero_copy_only=False).view(np.uint64)
    return found


def values(leaf: pa.Array) -> list[bytes]:
    """Return the values of a column of texts or bytes; none of any other."""
    if not (_is_text(leaf.type) or types.is_fixed_size_binary(leaf.type)):
        return []
    return [value for value in _bytes(leaf) if value is not None]


def texts(values_of: list[bytes], kind: pa.DataType) -> list[str]:
    """Return values as texts; of a column of bytes those that can be one."""
    if not (types.is_binary(kind) or types.is_large_binary(kind) or types.is_fixed_size_binary(kind)):
        return [value.decode("utf-8", "replace") for value in values_of]
    found = []
    for value in values_of:
        try:
            found.append(value.decode())
        except UnicodeDecodeError:
            continue
    return found


def _is_text(kind: pa.DataType) -> bool:
    if types.is_dictionary(kind):
        kind = kind.value_type
    tests = (types.is_string, types.is_large_string, types.is_string_view, types.is_binary, types.is_large_binary)
    return any(test(kind) for test in tests)


def _bytes(array: pa.Array) -> list[bytes | None]:
    if types.is_dictionary(array.type):
        array = array.dictionary_decode()
    found: list[bytes | None] = array.cast(pa.large_binary()).to_pylist()
    return found
