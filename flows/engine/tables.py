"""The one way in which a table becomes bytes: the same table gives the same file, on any machine and in any run.

What is written depends on the values and the schema alone: chunks are joined, compression and page layout are fixed,
and the file holds no clock. ``created_by`` names the pyarrow version, which is therefore part of every fingerprint.
"""

from collections.abc import Sequence
from io import BytesIO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import digests

#: zstd 3: level 9 costs 4.4 times as much for a tenth of the size.
COMPRESSION_LEVEL = 3

#: Rows per row group. A partition has at most some thousand rows, mentions some ten thousand; DuckDB's own default is
#: 122,880, and a file of ours never needs more than one or two groups.
ROW_GROUP = 65_536

#: Rows per row group where a column holds whole texts: a reader takes a group into memory at once. It is several times
#: what a partition has by default, and bounds those of whoever makes partitions larger.
TEXT_ROW_GROUP = 4_096


#: Key of a schema's metadata under which a table names, separated by spaces, the columns that it is sorted by.
SORTED_BY = b"sorted_by"


def encode(table: pa.Table) -> bytes:
    """Return the Parquet file of ``table``.

    The rows are written in their order; if the schema's metadata has `SORTED_BY`, the file declares that order for
    readers that use it.
    """
    joined = table.combine_chunks()
    # Large binaries hold hashes (`stages.dedupe`): a dictionary, compression and statistics cost three times what
    # writing them does, and save a seventh.
    hashes = {field.name for field in joined.schema if pa.types.is_large_binary(field.type)}
    others = [name for name in joined.column_names if name not in hashes]
    sorted_by = (table.schema.metadata or {}).get(SORTED_BY, b"").decode().split()
    texts = any(pa.types.is_large_string(field.type) for field in joined.schema)
    sink = BytesIO()
    with pq.ParquetWriter(
        sink,
        joined.schema,
        compression={name: "none" if name in hashes else "zstd" for name in joined.column_names} if hashes else "zstd",
        compression_level=COMPRESSION_LEVEL if not hashes else dict.fromkeys(others, COMPRESSION_LEVEL),
        use_dictionary=others if hashes else True,
        write_statistics=others if hashes else True,
        version="2.6",
        data_page_version="1.0",
        write_page_index=True,
        sorting_columns=pq.SortingColumn.from_ordering(
            joined.schema, [(name, "ascending") for name in sorted_by], null_placement="at_start"
        )
        if sorted_by
        else None,
    ) as writer:
        # A row group of no rows is one that `datasets` cannot read: it takes the size of its batches from the first.
        if joined.num_rows:
            writer.write_table(joined, row_group_size=TEXT_ROW_GROUP if texts else ROW_GROUP)
    return sink.getvalue()


def content_of(table: pa.Table) -> str:
    """Return a digest of what is encoded: tables that share it have the same file.

    It is that of the table as an Arrow stream, in which everything stands that a table is, dictionaries too. Equal
    tables may have different ones, where they were put together in another way; so it says that a file need not be made
    again, and nothing else.
    """
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table)
    return digests.of_bytes(memoryview(sink.getvalue()))


def decode(data: bytes, columns: Sequence[str] | None = None, without: Sequence[str] = ()) -> pa.Table:
    """Return the table of a Parquet file's bytes, read by this thread alone: the workers are the parallelism.

    Args:
        data: the file.
        columns: the ones to decode, all of them where None.
        without: those of them that are left out.

    Raises:
        pa.ArrowInvalid: these bytes are not a Parquet file.
    """
    # Not read_table: it goes through the dataset machinery, which costs a millisecond for a file of a millisecond.
    file = pq.ParquetFile(pa.BufferReader(data))
    if without:
        columns = [name for name in columns or file.schema_arrow.names if name not in without]
    table: pa.Table = file.read(columns, use_threads=False)
    return table


def outline(data: bytes) -> pa.Table:
    """Return what a Parquet file's bytes say of its columns: ``column``, ``type``, ``rows`` and ``nulls`` (outermost).

    That stands in the file's footer, but for nested columns: of those the ones that may be null are decoded.

    Raises:
        pa.ArrowInvalid: these bytes are not a Parquet file.
    """
    file = pq.ParquetFile(pa.BufferReader(data))
    rows, fields = file.metadata.num_rows, list(file.schema_arrow)
    flat = {file.schema.column(leaf).path: leaf for leaf in range(len(file.schema))}
    counted = {
        field.name: _nulls(file, flat[field.name]) if field.name in flat else None for field in fields if field.nullable
    }
    unknown = [name for name, nulls in counted.items() if nulls is None]
    if unknown:
        decoded = file.read(unknown, use_threads=False)
        counted |= {name: decoded[name].null_count for name in unknown}
    return pa.table(
        {
            "column": [field.name for field in fields],
            "type": [str(field.type) for field in fields],
            "rows": pa.array([rows] * len(fields), pa.int64()),
            "nulls": pa.array([counted.get(field.name, 0) for field in fields], pa.int64()),
        }
    )


def _nulls(file: pq.ParquetFile, leaf: int) -> int | None:
    """Return how many values of a flat column are null; None where the file does not say."""
    found = 0
    for group in range(file.num_row_groups):
        statistics = file.metadata.row_group(group).column(leaf).statistics
        if statistics is None or not statistics.has_null_count:
            return None
        found += statistics.null_count
    return found
