"""A Parquet file without some of its rows: the same schema, the same values, the same row groups."""

from collections.abc import Iterator
from io import BytesIO

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from pyarrow import types

from flows.erase import columns
from flows.erase.members import DamagedError


def without(data: bytes, gone: set[int]) -> bytes:
    """Return a file without the rows with some numbers.

    Raises:
        DamagedError: it cannot be read, or not be written so that all other values are the same.
    """
    try:
        file = columns.opened(data)
        schema = file.schema_arrow
        sink = BytesIO()
        with pq.ParquetWriter(sink, schema, **_written(file)) as writer:
            for kept in _kept(file, gone):
                if kept.num_rows:
                    writer.write_table(kept, row_group_size=kept.num_rows)
        written = columns.opened(sink.getvalue())
        left = (kept for kept in _kept(file, gone) if kept.num_rows)
        same = written.schema_arrow.equals(schema, check_metadata=True) and all(
            _same(written.read_row_group(number, use_threads=False), kept) for number, kept in enumerate(left)
        )
    except columns.DAMAGE as error:
        raise DamagedError(f"Parquet: {type(error).__name__}") from error
    if not same:
        raise DamagedError("Parquet: its other values would not come out as they are")
    return sink.getvalue()


def _kept(file: pq.ParquetFile, gone: set[int]) -> Iterator[pa.Table]:
    """Yield the rows of each row group that stay."""
    first = 0
    for group in range(file.num_row_groups):
        table = file.read_row_group(group, use_threads=False)
        stays = np.array([number not in gone for number in range(first, first + table.num_rows)], np.bool_)
        first += table.num_rows
        kept = table if stays.all() else table.filter(pa.array(stays))
        yield pa.table([_compact(column) for column in kept.columns], schema=kept.schema)


def _compact(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """Return a column whose dictionaries hold nothing but what stands in it."""
    if not types.is_dictionary(column.type):
        return column
    kind = column.type
    values = column.cast(kind.value_type).combine_chunks()
    there = pc.unique(values).drop_null()
    if column.num_chunks and kind.ordered:
        # The order of the entries says something: those that stay keep it.
        entries = column.unify_dictionaries().chunk(0).dictionary
        there = entries.filter(pc.is_in(entries, there))
    indices = pc.index_in(values, there).cast(kind.index_type)
    return pa.chunked_array([pa.DictionaryArray.from_arrays(indices, there, ordered=kind.ordered)], kind)


def _written(file: pq.ParquetFile) -> dict[str, object]:
    """Return the options by which the file was written, as far as it tells them."""
    metadata = file.metadata
    found: dict[str, object] = {"version": "1.0" if metadata.format_version == "1.0" else "2.6"}
    found["store_schema"] = b"ARROW:schema" in (metadata.metadata or {})
    found["use_deprecated_int96_timestamps"] = any(
        file.schema.column(number).physical_type == "INT96" for number in range(len(file.schema))
    )
    if metadata.num_row_groups:
        chunks = [metadata.row_group(0).column(number) for number in range(metadata.num_columns)]
        codecs = {chunk.path_in_schema: chunk.compression.lower() for chunk in chunks}
        found["compression"] = {path: "none" if each == "uncompressed" else each for path, each in codecs.items()}
        found["use_dictionary"] = [chunk.path_in_schema for chunk in chunks if chunk.has_dictionary_page]
        found["write_statistics"] = [chunk.path_in_schema for chunk in chunks if chunk.is_stats_set]
    return found


def _same(one: pa.Table, other: pa.Table) -> bool:
    """Say whether two tables hold the same values; one that is no number is the same as another."""
    return one.schema.equals(other.schema) and all(
        _same_values(a.combine_chunks(), b.combine_chunks()) for a, b in zip(one.columns, other.columns, strict=True)
    )


def _same_values(one: pa.Array, other: pa.Array) -> bool:
    if isinstance(one, pa.ChunkedArray) or isinstance(other, pa.ChunkedArray):
        one, other = pa.concat_arrays(one.chunks), pa.concat_arrays(other.chunks)
    if types.is_dictionary(one.type):
        one, other = one.dictionary_decode(), other.dictionary_decode()
    if one.equals(other):
        return True
    if len(one) != len(other) or not one.is_valid().equals(other.is_valid()):
        return False
    kind = one.type
    if types.is_floating(kind):
        nans = pc.is_nan(one)
        same = pc.if_else(nans, None, one).equals(pc.if_else(nans, None, other))
        return bool(same and nans.equals(pc.is_nan(other)))
    if types.is_struct(kind):
        return all(_same_values(a, b) for a, b in zip(one.flatten(), other.flatten(), strict=True))
    if types.is_list(kind) or types.is_large_list(kind):
        lengths = pc.list_value_length(one).equals(pc.list_value_length(other))
        return lengths and _same_values(one.flatten(), other.flatten())
    return False
