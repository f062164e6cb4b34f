import pyarrow as pa
import pyarrow.parquet as pq
import pytest

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


def test_groups_of_texts_are_small_and_those_of_narrow_rows_large() -> None:
    def groups(kind: pa.DataType) -> list[int]:
        data = tables.encode(pa.table({"a": pa.array(["x"] * 70_000, kind)}))
        metadata = pq.ParquetFile(pa.BufferReader(data)).metadata
        return [metadata.row_group(at).num_rows for at in range(metadata.num_row_groups)]

    assert groups(pa.string()) == [65_536, 4_464]
    assert groups(pa.large_string()) == [4_096] * 17 + [368]


def test_a_table_without_rows_has_no_row_group_and_all_its_columns() -> None:
    empty = pa.table({"a": pa.array([], pa.list_(pa.string())), "b": pa.array([], pa.decimal128(38, 9))})
    data = tables.encode(empty)
    assert pq.ParquetFile(pa.BufferReader(data)).num_row_groups == 0
    assert tables.decode(data).schema.equals(empty.schema)
    assert tables.decode(data, ["b"]).num_rows == 0


@pytest.mark.parametrize("rows", [0, 5, tables.TEXT_ROW_GROUP + 5])
def test_an_outline_says_what_decoding_would(rows: int) -> None:
    schema = pa.schema(
        [
            pa.field("sure", pa.int32(), nullable=False),
            pa.field("flat", pa.string()),
            pa.field("text", pa.large_string()),
            pa.field("hashes", pa.large_binary()),
            pa.field("lists", pa.list_(pa.int32())),
            pa.field("pairs", pa.struct([pa.field("a", pa.int32())])),
        ]
    )
    made = [
        {
            "sure": at,
            "flat": None if at % 2 else "x",
            "text": None if at % 3 else "x",
            "hashes": None if at % 5 else b"x",
            "lists": [None, [None], []][at % 3],
            "pairs": [None, {"a": None}][at % 2],
        }
        for at in range(rows)
    ]
    data = tables.encode(pa.Table.from_pylist(made, schema=schema))
    table = tables.decode(data)
    told = tables.outline(data).to_pylist()
    assert [row["column"] for row in told] == schema.names
    assert [row["type"] for row in told] == [str(kind) for kind in table.schema.types]
    assert {row["rows"] for row in told} == {rows}
    assert [row["nulls"] for row in told] == [column.null_count for column in table.columns]


def test_columns_are_decoded_but_for_those_that_nobody_reads() -> None:
    data = tables.encode(pa.table({"a": [1], "b": [["x"]], "c": [2]}))
    assert tables.decode(data, without=("b",)).column_names == ["a", "c"]
    assert tables.decode(data, ["c", "b"], ("b",)).column_names == ["c"]
