import pyarrow as pa
import pyarrow.parquet as pq

from flows.engine import tables


def test_the_same_rows_give_the_same_bytes_however_they_are_chunked() -> None:
    whole = pa.table({"a": list(range(100)), "b": [str(at) for at in range(100)]})
    pieces = pa.concat_tables([whole.slice(0, 7), whole.slice(7, 50), whole.slice(57)])
    assert tables.encode(pieces) == tables.encode(whole)
    assert tables.decode(tables.encode(whole)).equals(whole)


def test_a_table_declares_the_order_that_its_schema_names() -> None:
    schema = pa.schema([("a", pa.int64()), ("b", pa.string())], metadata={"sorted_by": "b a"})
    data = tables.encode(pa.table({"a": [1], "b": ["x"]}, schema=schema))
    group = pq.ParquetFile(pa.BufferReader(data)).metadata.row_group(0)
    assert [column.column_index for column in group.sorting_columns] == [1, 0]
    assert group.column(0).compression == "ZSTD"
    assert group.column(0).has_offset_index
