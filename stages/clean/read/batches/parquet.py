"""Parquet: a record is a row, and its fields are columns. The offset of a record is the number of its row.

Only columns that hold a field are read, a few rows at a time, and a text that a dictionary abbreviates stays so until
the size of its row is known. So what a small file can ask for is bounded by what its rows would take if written out;
the largest single page of the file, at most 2 GiB, comes on top. A file with a field of a type whose values cannot be
measured that way (maps, lists of fixed length, extensions) is not read.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

from stages.clean.read.batches.columns import check
from stages.clean.read.batches.protocol import BatchError, Bytes, Found, Locate, Names
from stages.clean.read.containers import MIB
from stages.clean.read.decoding import to_text
from stages.clean.read.fields import FIELDS, first_step
from stages.clean.read.params import ReadParams
from stages.clean.rejects import reject

#: Rows decoded at a time, and into how many steps a row group is cut at most: each step copies its dictionaries.
STEP = 256
MOST_STEPS = 64

#: Bytes that a row counts at least, against files with millions of empty rows; and those of a value without a length.
LEAST_ROW = 256
FIXED = 16

#: Characters that are told of the type of a column that is not read.
TOLD_CHARACTERS = 80

#: What pyarrow raises on damaged files.
_DAMAGE = (pa.ArrowException, OSError, ValueError, KeyError, IndexError, MemoryError)


def records(data: bytes, params: ReadParams, names: Names) -> Iterator[Found]:
    """Yield the rows of the file. Of a row group that cannot be decoded, the rest is one record with a problem.

    Raises:
        BatchError: it is no Parquet file, none of its columns holds articles, or it is too large when decoded.
    """
    if not data:
        return
    room = params.decompressed_limit_mib * MIB
    most = params.article_limit_mib * MIB
    too_large = reject("too_large", limit=params.article_limit_mib, knob="clean.read.article_limit_mib")
    too_much = BatchError(
        reject("too_large", limit=params.decompressed_limit_mib, knob="clean.read.decompressed_limit_mib")
    )
    if len(data) > room:
        raise too_much
    file, columns = _opened(data, names)
    end = 0
    for group in range(file.num_row_groups):
        at, end = end, end + file.metadata.row_group(group).num_rows
        try:
            for rows in _steps(file, group, columns):
                sizes = _sizes_of(rows)
                fit = int(np.searchsorted(np.cumsum(np.maximum(sizes, LEAST_ROW)), room, side="right"))
                within = sizes[:fit] <= most
                sound = iter(_as_json(rows.slice(0, fit).filter(pa.array(within))))
                for number, is_sound in enumerate(within.tolist(), at):
                    yield Found(number, 1, next(sound)) if is_sound else Found(number, 1, b"", too_large)
                if fit < rows.num_rows:
                    raise too_much
                room -= int(np.maximum(sizes, LEAST_ROW).sum())
                at += rows.num_rows
        except _DAMAGE as error:
            detail = f"rows {at + 1} to {end}: {_first_line(error)}"
            yield Found(at, end - at, detail.encode(), reject("damaged", form="Parquet", detail=detail))


def locate(data: Bytes, params: ReadParams, names: Names) -> Locate:
    """Return what gives the row with a number, as a JSON object of its columns.

    All rows are decoded when the first one is asked for: the next one may be anywhere.
    """
    rows: dict[int, bytes] | None = None

    def row(offset: int, length: int) -> bytes | None:
        del length
        nonlocal rows
        if rows is None:
            rows = {}
            try:
                for found in records(data[0 : len(data)], params, names):
                    if found.problem is None:
                        rows[found.offset] = bytes(found.content)
            except BatchError:
                pass  # what comes after was not found by the index either
        return rows.get(offset)

    return row


def _opened(data: bytes, names: Names) -> tuple[pq.ParquetFile, list[str]]:
    """Return the file, and the paths of the columns to be read."""
    try:
        file = pq.ParquetFile(pa.BufferReader(data))
        there = file.schema_arrow.names
        paths = [(file.schema.column(at).path, file.schema.column(at).physical_type) for at in range(len(file.schema))]
    except _DAMAGE as error:
        raise BatchError(reject("damaged", form="Parquet", detail=_first_line(error))) from error
    if problem := check(there, names, nested=True):
        raise BatchError(problem)
    ours = (names.get(field, field) for field in FIELDS)
    tops = {name if name in there else first_step(name) for name in ours}
    wanted = [(path, kind) for path, kind in paths if path in tops or (path not in there and first_step(path) in tops)]
    texts = [path for path, kind in wanted if kind == "BYTE_ARRAY"]
    file = pq.ParquetFile(pa.BufferReader(data), metadata=file.metadata, read_dictionary=texts)
    for field in file.schema_arrow:
        if field.name in tops and not _is_measured(field.type):
            told = f"its type {field.type}"[:TOLD_CHARACTERS]
            detail = f"{told} is not read, only texts, numbers, times, and lists and structures of them"
            raise BatchError(reject("bad_field", field=field.name, detail=detail))
    return file, [path for path, _ in wanted]


def _is_measured(kind: pa.DataType) -> bool:
    """Return whether `_sizes` knows what values of a type take, before they are written out."""
    if types.is_list(kind) or types.is_large_list(kind):
        return _is_measured(kind.value_type)
    if types.is_struct(kind):
        return all(_is_measured(field.type) for field in kind)
    if types.is_dictionary(kind):
        return _is_text(kind.value_type) or _is_fixed(kind.value_type)
    return _is_fixed(kind)


def _is_fixed(kind: pa.DataType) -> bool:
    """Return whether all values of a type take about the same, and little."""
    return types.is_primitive(kind) or types.is_null(kind) or types.is_decimal(kind) or isinstance(kind, pa.UuidType)


def _steps(file: pq.ParquetFile, group: int, columns: list[str]) -> Iterator[pa.RecordBatch]:
    step = max(STEP, -(-file.metadata.row_group(group).num_rows // MOST_STEPS))
    yield from file.iter_batches(step, row_groups=[group], columns=columns, use_threads=False)


def _first_line(error: BaseException) -> str:
    """Return what an error says, without what other lines add to it."""
    lines = str(error).splitlines()
    return lines[0][:200] if lines else type(error).__name__


_Sizes = np.ndarray[tuple[int, ...], np.dtype[np.int64]]


def _sizes_of(rows: pa.RecordBatch) -> _Sizes:
    """Return how many bytes each row takes when written out, about."""
    total = np.zeros(rows.num_rows, np.int64)
    for column in rows.columns:
        total += _sizes(column)
    return total


def _sizes(array: pa.Array) -> _Sizes:
    """Return how many bytes each value takes when written out, about."""
    kind = array.type
    if types.is_dictionary(kind):
        sizes = np.append(_sizes(array.dictionary), 0)
        indices = array.indices.fill_null(len(sizes) - 1).to_numpy(zero_copy_only=False)
        return np.asarray(sizes[indices], np.int64)
    if _is_text(kind):
        length = pc.binary_length(array).cast(pa.int64())
        return np.asarray(length.fill_null(0).to_numpy(zero_copy_only=False), np.int64) + FIXED
    if types.is_list(kind) or types.is_large_list(kind):
        ends = np.cumsum(_lengths(array))
        before = np.concatenate([[0], np.cumsum(_sizes(array.flatten()))])
        return np.asarray(np.diff(before[ends], prepend=0), np.int64) + FIXED
    if types.is_struct(kind):
        return sum(map(_sizes, array.flatten()), np.full(len(array), FIXED, np.int64))
    return np.full(len(array), FIXED, np.int64)


def _is_text(kind: pa.DataType) -> bool:
    tests = (types.is_string, types.is_large_string, types.is_binary, types.is_large_binary)
    return any(test(kind) for test in tests)


def _lengths(array: pa.Array) -> _Sizes:
    lengths = pc.list_value_length(array).cast(pa.int64())
    return np.asarray(lengths.fill_null(0).to_numpy(zero_copy_only=False), np.int64)


def _as_json(rows: pa.RecordBatch) -> list[bytes]:
    """Return each row as a JSON object; dates and times are written as ISO 8601 has it."""
    names = rows.schema.names
    encode = msgspec.json.Encoder(enc_hook=str).encode
    return [encode(dict(zip(names, row, strict=True))) for row in zip(*map(_values, rows.columns), strict=True)]


def _values(array: pa.Array) -> Sequence[Any]:
    """Return the values of a column as Python has them; bytes are read as text."""
    kind = array.type
    if types.is_dictionary(kind):
        return _values(array.dictionary_decode())
    if _is_text(kind):
        raw = array.cast(pa.large_binary()).to_pylist()  # what is called text need not be UTF-8
        return [None if value is None else to_text(value) for value in raw]
    if types.is_list(kind) or types.is_large_list(kind):
        flat, ends = _values(array.flatten()), np.cumsum(_lengths(array)).tolist()
        parts = (flat[start:end] for start, end in zip([0, *ends], ends, strict=False))
        return [part if valid else None for part, valid in zip(parts, array.is_valid().to_pylist(), strict=True)]
    if types.is_struct(kind):
        names = [field.name for field in kind]
        parts_of = zip(*map(_values, array.flatten()), strict=True)
        rows = (dict(zip(names, parts, strict=True)) for parts in parts_of)
        return [row if valid else None for row, valid in zip(rows, array.is_valid().to_pylist(), strict=True)]
    if types.is_timestamp(kind):
        # Python has microseconds. A zone that is not an offset is not looked up: not every machine knows the same ones.
        zone = kind.tz if kind.tz is None or kind.tz[:1] in "+-" else "UTC"
        array = array.cast(pa.timestamp("us" if kind.unit == "ns" else kind.unit, zone), safe=False)
    elif types.is_time(kind):
        array = array.cast(pa.time64("us"), safe=False)
    try:
        values: list[Any] = array.to_pylist()
    except (ValueError, OverflowError):  # a day before the year 1 or after 9999, which Python does not have
        values = [_value(scalar) for scalar in array]
    return values


def _value(scalar: pa.Scalar) -> Any:
    try:
        return scalar.as_py()
    except (ValueError, OverflowError):
        return getattr(scalar, "value", None)
