"""The tables as analysts read them: every reader gets every value, in the type that it has for it."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from stages.export.schema import schemas
from tests.support.samples import sample

Rows = list[dict[str, Any]]


def by_pyarrow(folder: Path) -> Rows:
    return pq.read_table(folder).to_pylist()


def by_duckdb(folder: Path) -> Rows:
    with duckdb.connect() as connection:
        connection.execute("set TimeZone = 'UTC'")
        return connection.sql(f"from '{folder}/*.parquet'").to_arrow_table().to_pylist()


def by_polars(folder: Path) -> Rows:
    return pl.read_parquet(folder).to_dicts()


def by_polars_lazily(folder: Path) -> Rows:
    return pl.scan_parquet(folder).collect().to_dicts()


def by_pandas(folder: Path) -> Rows:
    frame = pd.read_parquet(folder, dtype_backend="pyarrow")
    return [{name: plain(value) for name, value in row.items()} for row in frame.to_dict("records")]


def plain(value: Any) -> Any:
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    if value is pd.NA or value is pd.NaT:
        return None
    if isinstance(value, dict):
        return {name: plain(each) for name, each in value.items()}
    return [plain(each) for each in value] if isinstance(value, list) or hasattr(value, "tolist") else value


READERS = (by_pyarrow, by_duckdb, by_polars, by_polars_lazily, by_pandas)


@pytest.mark.parametrize("read", READERS, ids=lambda read: read.__name__)
@pytest.mark.parametrize("table", schemas())
def test_every_reader_gets_every_value(folder: Path, table: str, read: Callable[[Path], Rows]) -> None:
    expected = sample({})[table].to_pylist()
    found = read(folder / table)
    assert len(found) == len(expected) > 3
    order = [*sorted(expected[0])]
    for row, other in zip(found, expected, strict=True):
        assert {name: row[name] for name in order} == other
        # A decimal that was read as a float is equal to it, and a date to none of its moments.
        assert {name: kind_of(row[name]) for name in order} == {name: kind_of(value) for name, value in other.items()}


def kind_of(value: Any) -> Any:
    if isinstance(value, dt.datetime):
        return dt.datetime, value.utcoffset()
    if isinstance(value, dict):
        return {name: kind_of(each) for name, each in value.items()}
    return [kind_of(each) for each in value] if isinstance(value, list) else type(value)


def test_all_kinds_of_values_occur() -> None:
    kinds = {type(value) for rows in sample({}).values() for row in rows.to_pylist() for value in row.values()}
    assert kinds >= {str, int, float, Decimal, dt.date, dt.datetime, list, type(None)}


@pytest.mark.parametrize("table", schemas())
def test_files_are_written_for_those_who_skip_and_search(folder: Path, table: str) -> None:
    """Compressed, in dictionaries, with statistics and a page index, and with the order of their rows."""
    schema = schemas()[table]
    order = schema.metadata[b"sorted_by"].decode().split()
    for path in (folder / table).iterdir():
        file = pq.ParquetFile(path)
        assert file.schema_arrow.equals(schema)
        assert [each.metadata for each in file.schema_arrow] == [each.metadata for each in schema]
        if path.stem == "schema":
            assert file.num_row_groups == 0
            continue
        group = file.metadata.row_group(0)
        assert [schema.names[each.column_index] for each in group.sorting_columns] == order
        for at in range(group.num_columns):
            column = group.column(at)
            # The name of the column, or of the one that it is a part of.
            field = schema.field(column.path_in_schema.partition(".")[0])
            assert column.compression == "ZSTD"
            assert column.is_stats_set, field.name
            assert column.has_column_index or pa.types.is_list(field.type)
            assert column.has_offset_index
            assert column.has_dictionary_page == (column.physical_type != "BOOLEAN"), field.name
